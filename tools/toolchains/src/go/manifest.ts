import type { Place, Problem } from '@slipway/kit';
import { parseStatements, type Statement } from './syntax.js';

/** `require path version`. Whether it is indirect says nothing about what gets built, so it is not kept. */
export interface Requirement {
  readonly path: string;
  readonly version: string;
}

/** `replace path [version] => folder`, or another module, which then comes from a proxy and is none of ours. */
export interface Replacement {
  readonly path: string;
  /** Absent: every version is replaced. */
  readonly version?: string;
  readonly target: { readonly kind: 'folder'; readonly folder: string } | { readonly kind: 'module' };
  readonly where: Place;
}

/** What go.mod says, as far as it bears on how modules of one repository belong together. */
export interface GoMod {
  readonly module?: string;
  readonly requirements: readonly Requirement[];
  readonly replacements: readonly Replacement[];
  readonly problems: readonly Problem[];
}

/** What go.work says. */
export interface GoWork {
  /** Folders as written, relative to the folder of go.work. */
  readonly uses: readonly { readonly folder: string; readonly where: Place }[];
  readonly replacements: readonly Replacement[];
  readonly problems: readonly Problem[];
}

/**
 * Reads go.mod. Directives that have no part in how modules belong together (retract, exclude, tool, and those that later versions of Go
 * may add) are passed over: judging them is left to the go command.
 */
export function parseGoMod(text: string, file: string): GoMod {
  const reading = read(text, file);
  const modules = reading.all('module', 1, 'module example.com/name', (path) => path);
  if (modules.length === 0 && reading.problems.length === 0) {
    reading.problems.push({ what: 'it names no module', where: { file }, fix: 'go mod edit -module=example.com/name' });
  }
  const requirements = reading.all('require', 2, 'require example.com/name v1.2.3', (path, version) => ({
    path,
    version,
  }));
  const replacements = reading.replacements();
  const [module] = modules;
  return { ...(module === undefined ? {} : { module }), requirements, replacements, problems: reading.problems };
}

/** Reads go.work. */
export function parseGoWork(text: string, file: string): GoWork {
  const reading = read(text, file);
  const uses = reading.all('use', 1, 'use ./folder', (folder, _, where) => ({ folder, where }));
  const replacements = reading.replacements();
  return { uses, replacements, problems: reading.problems };
}

/** The last element of a module path, without what only tells its major version: what `go install` would call a program of it. */
export function shortName(modulePath: string): string {
  const elements = modulePath.split('/');
  const last = elements.at(-1) ?? modulePath;
  const name = /^v[2-9]\d*$|^v1\d+$/.test(last) ? elements.at(-2) : last;
  return (name ?? last).replace(/\.v\d+$/, '');
}

const REPLACE_USAGE = 'replace example.com/name [v1.2.3] => ../folder, or => example.com/other v1.4.0';

function read(text: string, file: string) {
  const { statements, problem } = parseStatements(text);
  const problems: Problem[] = [];
  if (problem !== undefined) {
    problems.push({ what: problem.what, where: { file, line: problem.line, column: problem.column } });
  }
  const placeOf = ({ line, column }: Statement): Place => ({ file, line, column });

  /** The statements of a verb, by way of their one or two arguments; one that has too few or too many becomes a problem. */
  function all<T>(
    verb: string,
    count: 1 | 2,
    usage: string,
    map: (first: string, second: string, where: Place) => T,
  ): T[] {
    return statements.flatMap((statement) => {
      if (statement.verb !== verb) return [];
      const args = statement.args.map(unquote);
      const [first, second = ''] = args;
      if (args.length === count && first !== undefined && !args.includes(undefined)) {
        return [map(first, second, placeOf(statement))];
      }
      problems.push({ what: `this is no ${verb} directive`, where: placeOf(statement), fix: `write it as: ${usage}` });
      return [];
    });
  }

  function replacements(): Replacement[] {
    return statements.flatMap((statement) => {
      if (statement.verb !== 'replace') return [];
      const replacement = toReplacement(statement.args.map(unquote), placeOf(statement));
      if (replacement !== undefined) return [replacement];
      problems.push({
        what: 'this is no replace directive',
        where: placeOf(statement),
        fix: `write it as: ${REPLACE_USAGE}`,
      });
      return [];
    });
  }
  return { problems, all, replacements };
}

function toReplacement(args: readonly (string | undefined)[], where: Place): Replacement | undefined {
  const arrow = args[1] === '=>' ? 1 : 2;
  const [path] = args;
  const target = args[arrow + 1];
  const version = arrow === 2 ? args[1] : undefined;
  const extra = args.length - (arrow + 2);
  if (path === undefined || target === undefined || args[arrow] !== '=>' || args.includes(undefined)) return undefined;
  if (isFolder(target) ? extra !== 0 : extra !== 1) return undefined;
  return {
    path,
    ...(version === undefined ? {} : { version }),
    target: isFolder(target) ? { kind: 'folder', folder: target } : { kind: 'module' },
    where,
  };
}

/** As the go command tells a folder from a module: it begins with a dot element, a slash or a drive. */
function isFolder(target: string): boolean {
  return /^\.\.?(?:[/\\]|$)|^[/\\]|^[A-Za-z]:/.test(target);
}

/** The string that a token stands for; `undefined` for quotes where the go command accepts none, as for `x` and 'x'. */
function unquote(token: string): string | undefined {
  if (!token.startsWith('"')) return /["'`]/.test(token) ? undefined : token;
  try {
    const value: unknown = JSON.parse(token);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
