/** A place in a file: path relative to the workspace root (or absolute outside it), line and column counted from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** Something wrong with what a user gave us, told so that the reader can mend it. */
export interface Problem {
  /** What is wrong, one sentence without a full stop at a line break. */
  readonly what: string;
  /** Where it is, when it is in a file. */
  readonly where?: Place;
  /** What to do about it: a command or an edit. */
  readonly fix?: string;
}

/** `file:line:column`, the form that terminals and editors make a link of. */
export function formatPlace(place: Place): string {
  return [place.file, place.line, place.column].filter((part) => part !== undefined).join(':');
}

/** One problem as text: the place first, then what is wrong, then what to do on a line of its own. */
export function formatProblem(problem: Problem): string {
  const head = problem.where === undefined ? problem.what : `${formatPlace(problem.where)}: ${problem.what}`;
  return problem.fix === undefined ? head : `${head}\n  ${problem.fix.replaceAll('\n', '\n  ')}`;
}

/**
 * An error for its reader: it is printed without a stack trace. Anything else that is thrown is a bug of ours.
 * Several problems found together are reported together.
 */
export class UserError extends Error {
  readonly problems: readonly Problem[];

  constructor(problem: Problem | readonly Problem[], options?: ErrorOptions) {
    const problems: readonly Problem[] = 'what' in problem ? [problem] : problem;
    super(problems.map(formatProblem).join('\n'), options);
    this.name = 'UserError';
    this.problems = problems;
  }
}

/** Text for the terminal: a UserError as it stands, a bug with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  // Nx throws what is no Error where an option does not fit its schema.
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}
