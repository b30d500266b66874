import { FileHits } from './hits.js';

/** A block of statements of a cover profile; lines and columns count from 1, columns are bytes, the end is the first place behind it. */
interface Block {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly hits: number;
}

/**
 * Reads a profile of `go test -coverprofile`. A line counts as run when one of the blocks that have code on it ran, which is what
 * `go tool cover -html` colours. Where the source is at hand a brace, a comment or an empty line is no code.
 * @param source the text of a file by the name that the profile has for it; `undefined` where it is not at hand
 */
export function parseGoCover(
  text: string,
  source: (name: string) => string | undefined,
): { readonly files: readonly FileHits[]; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const files = new Map<string, Map<string, Block>>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('mode:')) continue;
    const match = /^(.+):(\d+)\.(\d+),(\d+)\.(\d+) \d+ (\d+)$/.exec(line);
    if (match === null) {
      problems.push(`line ${String(index + 1)}: ${line.slice(0, 80)} is no block of a cover profile`);
      continue;
    }
    const [, name = '', ...numbers] = match;
    const [startLine = 0, startColumn = 0, endLine = 0, endColumn = 0, hits = 0] = numbers.map(Number);
    const blocks = files.get(name) ?? new Map<string, Block>();
    files.set(name, blocks);
    // With -coverpkg each test binary tells of all packages: the same block stands once for each of them.
    const key = numbers.slice(0, 4).join(' ');
    const known = blocks.get(key);
    blocks.set(key, { startLine, startColumn, endLine, endColumn, hits: hits + (known?.hits ?? 0) });
  }
  return { files: [...files].map(([name, blocks]) => toLines(name, [...blocks.values()], source(name))), problems };
}

function toLines(name: string, blocks: readonly Block[], source: string | undefined): FileHits {
  const file = new FileHits(name);
  const code = source === undefined ? undefined : withoutComments(source);
  const hits = new Map<number, number>();
  for (const block of blocks) {
    for (let line = block.startLine; line <= block.endLine; line++) {
      if (code !== undefined && !hasCode(code[line - 1], line, block)) continue;
      hits.set(line, Math.max(hits.get(line) ?? 0, block.hits));
    }
  }
  for (const [line, count] of hits) file.addLine(line, count);
  return file;
}

function hasCode(text: Buffer | undefined, line: number, block: Block): boolean {
  if (text === undefined) return false;
  const start = line === block.startLine ? block.startColumn - 1 : 0;
  const end = line === block.endLine ? block.endColumn - 1 : text.length;
  return /[^\s{}()[\];,]/.test(text.toString('utf8', start, end));
}

/** The lines of a source, comments blanked out byte by byte, so that columns stay what they are. */
function withoutComments(source: string): readonly Buffer[] {
  // Strings first: what looks like a comment in one is none.
  const token = /"(?:\\.|[^"\\\n])*"|`[^`]*`|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
  const blanked = source.replace(token, (found) =>
    found.startsWith('/') ? found.replace(/[^\n]/g, (letter) => ' '.repeat(Buffer.byteLength(letter))) : found,
  );
  return blanked.split('\n').map((line) => Buffer.from(line));
}
