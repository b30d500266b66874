import { FileHits, type BranchHits, type FunctionHits } from './hits.js';

/** What an LCOV text holds, and what is wrong with it. */
export interface LcovReading {
  readonly files: readonly FileHits[];
  readonly problems: readonly string[];
}

/**
 * Reads LCOV as geninfo(1) describes it and tools write it: FN with and without an end line, FNL with FNA, BRDA whose third field is a
 * text, `-` for a branch that was never come to, and one function under the same name at several places.
 */
export function parseLcov(text: string): LcovReading {
  const files: FileHits[] = [];
  const problems: string[] = [];
  let record: Record | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.startsWith('SF:')) {
      if (record !== undefined) problems.push(`line ${String(index + 1)}: a file begins before ${record.path} ends`);
      record = new Record(line.slice(3));
    } else if (line === 'end_of_record') {
      if (record !== undefined) files.push(record.close());
      record = undefined;
    } else if (record?.take(line) === false) {
      problems.push(`line ${String(index + 1)}: ${line.slice(0, 80)} is no line of LCOV`);
    }
  }
  if (record !== undefined) problems.push(`it ends in the middle of ${record.path}`);
  return { files, problems };
}

/** One `SF:` to `end_of_record`. */
class Record {
  readonly #file: FileHits;
  readonly #functions: { name: string; line: number; endLine?: number; index?: string }[] = [];
  readonly #calls = new Map<string, number[]>();
  readonly #blocks = new Map<number, string[]>();

  constructor(readonly path: string) {
    this.#file = new FileHits(path);
  }

  /** @returns false where the line has the name of a field and not its form */
  take(line: string): boolean {
    const [field = ''] = line.split(':', 1);
    const value = line.slice(field.length + 1);
    switch (field) {
      case 'DA':
        return this.#match(value, /^(\d+),(-?\d+)/, ([at = '', hits = '']) => {
          this.#file.addLine(Number(at), count(hits));
        });
      case 'FN':
        return this.#match(value, /^(\d+),(?:(\d+),)?(.+)$/, ([at = '', end, name = '']) => {
          this.#functions.push({ name, line: Number(at), ...(end === undefined ? {} : { endLine: Number(end) }) });
        });
      case 'FNDA':
        return this.#match(value, /^(-?\d+),(.+)$/, ([hits = '', name = '']) => {
          this.#calls.set(name, [...(this.#calls.get(name) ?? []), count(hits)]);
        });
      case 'FNL':
        return this.#match(value, /^(\d+),(\d+)(?:,(\d+))?$/, ([index = '', at = '', end]) => {
          const place = { line: Number(at), ...(end === undefined ? {} : { endLine: Number(end) }) };
          this.#functions.push({ name: '', index, ...place });
        });
      case 'FNA':
        return this.#match(value, /^(\d+),(\d+),(.+)$/, ([index, hits = '', name = '']) => {
          const known = this.#functions.find((inner) => inner.index === index);
          if (known === undefined) return;
          // Several names stand for one place where a function has several instances.
          const at = known.name === '' ? known : { ...known };
          if (at !== known) this.#functions.push(at);
          at.name = name;
          this.#calls.set(name, [...(this.#calls.get(name) ?? []), count(hits)]);
        });
      case 'BRDA':
        return this.#match(value, /^(\d+),e?(\d+),(.*),(-|\d+)$/, ([at = '', block = '', branch = '', hits = '']) => {
          const counted: BranchHits = {
            line: Number(at),
            block,
            branch,
            ...(hits === '-' ? {} : { hits: count(hits) }),
          };
          this.#file.addBranch(counted, `${at} ${String(this.#ordinal(Number(at), block))} ${branch}`);
        });
      default:
        return true;
    }
  }

  close(): FileHits {
    const seen = new Map<string, number>();
    for (const { name, line, endLine } of this.#functions) {
      const nth = seen.get(name) ?? 0;
      seen.set(name, nth + 1);
      const calls = this.#calls.get(name) ?? [];
      const hits: FunctionHits = { name, line, hits: calls[nth] ?? calls.at(-1) ?? 0 };
      this.#file.addFunction(endLine === undefined ? hits : { ...hits, endLine });
    }
    return this.#file;
  }

  /** Tools number their decisions through the whole file, or begin anew at each line; what two runs have in common is the order in a line. */
  #ordinal(line: number, block: string): number {
    const blocks = this.#blocks.get(line) ?? [];
    this.#blocks.set(line, blocks);
    return blocks.includes(block) ? blocks.indexOf(block) : blocks.push(block) - 1;
  }

  #match(value: string, form: RegExp, take: (fields: readonly (string | undefined)[]) => void): boolean {
    const match = form.exec(value);
    if (match === null) return false;
    take(match.slice(1));
    return true;
  }
}

/** A counter that ran over or was lost is not less than nothing, nor more than a number can hold. */
function count(text: string): number {
  return Math.min(Math.max(Number(text), 0), Number.MAX_SAFE_INTEGER);
}

/** Writes LCOV, files in the given order, the rest sorted by place. */
export function formatLcov(files: readonly FileHits[]): string {
  return files.map(formatFile).join('');
}

function formatFile(file: FileHits): string {
  const functions = [...file.functions.values()].sort((a, b) => a.line - b.line);
  const branches = [...file.branches.values()].sort((a, b) => a.line - b.line);
  const lines = [...file.lines].sort(([a], [b]) => a - b);
  return [
    'TN:',
    `SF:${file.path}`,
    ...functions.map(
      ({ line, endLine, name }) => `FN:${[line, endLine, name].filter((part) => part !== undefined).join(',')}`,
    ),
    ...functions.map(({ hits, name }) => `FNDA:${String(hits)},${name}`),
    `FNF:${String(functions.length)}`,
    `FNH:${String(functions.filter(({ hits }) => hits > 0).length)}`,
    ...branches.map(
      ({ line, block, branch, hits }) => `BRDA:${String(line)},${block},${branch},${String(hits ?? '-')}`,
    ),
    `BRF:${String(branches.length)}`,
    `BRH:${String(branches.filter(({ hits }) => (hits ?? 0) > 0).length)}`,
    ...lines.map(([line, hits]) => `DA:${String(line)},${String(hits)}`),
    `LF:${String(lines.length)}`,
    `LH:${String(lines.filter(([, hits]) => hits > 0).length)}`,
    'end_of_record',
    '',
  ].join('\n');
}
