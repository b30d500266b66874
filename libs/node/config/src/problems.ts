/** One setting that is wrong, in the reader's words and never with the value of a secret. */
export interface Problem {
  /** Name of the variable. */
  readonly name: string;
  /** What is wrong, to follow the name: `"eighty" is not a whole number`. */
  readonly reason: string;
  /** What would be right: `a whole number from 1 to 65535`. */
  readonly expected: string;
}

/** All that is wrong with the settings of a process, reported at once. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(readonly problems: readonly Problem[]) {
    const heading = problems.length === 1 ? '1 setting is wrong' : `${String(problems.length)} settings are wrong`;
    super([`${heading}:`, ...problems.map(line)].join('\n'));
  }
}

function line({ name, reason, expected }: Problem): string {
  return `  ${name}: ${reason} (expected: ${expected})`;
}
