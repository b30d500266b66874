/** An import declaration of a Go file, with the line it is on. */
export interface Import {
  readonly path: string;
  readonly line: number;
}

/** What the head of a Go file says: all that comes before its first declaration. */
export interface SourceHead {
  /** The name in the package clause; absent in a text that has none. */
  readonly packageName?: string;
  /** The expression of its `//go:build` line, or of the older `// +build` lines. */
  readonly constraint?: string;
  readonly imports: readonly Import[];
}

const TOKEN =
  /(?<blank>[\s\uFEFF]+)|(?<comment>\/\/[^\n]*|\/\*[^]*?\*\/)|(?<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>[^])/uy;

/** Reads package clause, build constraint and imports. Never throws: of a broken file it gives what it has read so far. */
export function readSourceHead(text: string): SourceHead {
  const constraints: string[] = [];
  const imports: Import[] = [];
  let packageName: string | undefined;
  let state: 'start' | 'package' | 'body' | 'import' | 'imports' = 'start';
  let line = 1;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    const { comment, string, word, mark } = match.groups ?? {};
    const at = line;
    line += match[0].split('\n').length - 1;
    if (comment !== undefined && state === 'start') constraints.push(comment);
    if (string === undefined && word === undefined && mark === undefined) continue;
    if (string !== undefined && (state === 'import' || state === 'imports')) {
      imports.push({ path: string.slice(1, -1), line: at });
      if (state === 'import') state = 'body';
    } else if (state === 'start' && word === 'package') {
      state = 'package';
    } else if (state === 'package' && word !== undefined) {
      packageName = word;
      state = 'body';
    } else if (state === 'body' && word === 'import') {
      state = 'import';
    } else if (state === 'import' && mark === '(') {
      state = 'imports';
    } else if (state === 'imports' && mark === ')') {
      state = 'body';
    } else if (!isFiller(state, word, mark)) {
      break;
    }
  }
  const constraint = constraintIn(constraints);
  return {
    ...(packageName === undefined ? {} : { packageName }),
    ...(constraint === undefined ? {} : { constraint }),
    imports,
  };
}

/** Semicolons anywhere, and before an import's path its name, which may be a dot. */
function isFiller(state: string, word: string | undefined, mark: string | undefined): boolean {
  if (mark === ';') return state !== 'start' && state !== 'package';
  return (state === 'import' || state === 'imports') && (word !== undefined || mark === '.');
}

function constraintIn(comments: readonly string[]): string | undefined {
  const expression = comments
    .map((comment) => /^\/\/go:build\s+(.+?)\s*$/.exec(comment)?.[1])
    .find((found) => found !== undefined);
  if (expression !== undefined) return expression;
  const older = comments.flatMap((comment) => /^\/\/\s*\+build\s+(.+?)\s*$/.exec(comment)?.[1] ?? []);
  if (older.length === 0) return undefined;
  const alternatives = (options: string): string =>
    options
      .split(/\s+/)
      .map((option) => `(${option.replaceAll(',', ' && ')})`)
      .join(' || ');
  return older.map((options) => `(${alternatives(options)})`).join(' && ');
}

/** Whether a build constraint holds where `isSet` tells which tags are set. An expression that is none holds, so that a file is not lost. */
export function constraintHolds(expression: string, isSet: (tag: string) => boolean): boolean {
  const tokens = expression.match(/&&|\|\||[!()]|[^\s!()&|]+/g) ?? [];
  let position = 0;
  const take = (token: string): boolean => tokens[position] === token && ++position > 0;
  const either = (): boolean => {
    let value = both();
    while (take('||')) value = both() || value;
    return value;
  };
  const both = (): boolean => {
    let value = not();
    while (take('&&')) value = not() && value;
    return value;
  };
  const not = (): boolean => {
    if (take('!')) return !not();
    if (!take('(')) return isSet(tokens[position++] ?? '');
    const value = either();
    take(')');
    return value;
  };
  const value = either();
  return position === tokens.length ? value : true;
}

const OPERATING_SYSTEMS =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos'.split(
    ' ',
  );
const ARCHITECTURES = '386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm'.split(
  ' ',
);

/** Whether the go command compiles a file of this name for Linux: it is no test, not hidden, and not named for another system. */
export function isCompiledName(name: string): boolean {
  if (!name.endsWith('.go') || name.endsWith('_test.go') || /^[._]/.test(name)) return false;
  const [, ...suffixes] = name.slice(0, name.indexOf('.')).split('_');
  const last = suffixes.at(-1);
  const system = last !== undefined && ARCHITECTURES.includes(last) ? suffixes.at(-2) : last;
  const architecture = last !== undefined && ARCHITECTURES.includes(last) ? last : undefined;
  const systemFits = system === undefined || !OPERATING_SYSTEMS.includes(system) || system === 'linux';
  return systemFits && (architecture === undefined || isImageArchitecture(architecture));
}

/** Whether a tag is set in a build for an image: Linux without cgo, with a compiler as new as the file asks for. */
export function isImageTag(tag: string): boolean {
  return ['linux', 'unix', 'gc'].includes(tag) || isImageArchitecture(tag) || /^go1\.\d+$/.test(tag);
}

function isImageArchitecture(name: string): boolean {
  return name === 'amd64' || name === 'arm64';
}
