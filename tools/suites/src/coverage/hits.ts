import { byCodeUnit } from '@slipway/kit';

/** A function of a file and how often it was entered. */
export interface FunctionHits {
  readonly name: string;
  readonly line: number;
  readonly endLine?: number;
  readonly hits: number;
}

/** One way out of a decision; `hits` is absent where the decision itself was never come to, which LCOV writes as `-`. */
export interface BranchHits {
  readonly line: number;
  readonly block: string;
  readonly branch: string;
  readonly hits?: number;
}

/** What a run touched of one file. Adding a second run's to it adds up the hits. */
export class FileHits {
  readonly lines = new Map<number, number>();
  readonly functions = new Map<string, FunctionHits>();
  readonly branches = new Map<string, BranchHits>();

  constructor(readonly path: string) {}

  addLine(line: number, hits: number): void {
    this.lines.set(line, (this.lines.get(line) ?? 0) + hits);
  }

  addFunction(added: FunctionHits): void {
    const key = functionKey(added);
    const known = this.functions.get(key);
    this.functions.set(key, known === undefined ? added : { ...known, hits: known.hits + added.hits });
  }

  addBranch(added: BranchHits, key: string): void {
    const known = this.branches.get(key);
    const hits = known?.hits === undefined ? added.hits : known.hits + (added.hits ?? 0);
    this.branches.set(key, { ...(known ?? added), ...(hits === undefined ? {} : { hits }) });
  }

  add(other: FileHits): void {
    for (const [line, hits] of other.lines) this.addLine(line, hits);
    for (const inner of other.functions.values()) this.addFunction(inner);
    for (const [key, branch] of other.branches) this.addBranch(branch, key);
  }
}

/**
 * Rust's mangled names hold a hash that differs in each binary, and a generic function has one for each of its instances: such a function
 * is known by its place.
 */
function functionKey({ name, line }: FunctionHits): string {
  return /^_(?:R|ZN)/.test(name) ? String(line) : `${String(line)} ${name}`;
}

/** Adds up what several runs touched, file by file. */
export function mergeHits(runs: readonly (readonly FileHits[])[]): readonly FileHits[] {
  const merged = new Map<string, FileHits>();
  for (const file of runs.flat()) {
    const known = merged.get(file.path) ?? new FileHits(file.path);
    known.add(file);
    merged.set(file.path, known);
  }
  return [...merged.values()].sort((a, b) => byCodeUnit(a.path, b.path));
}

/** So many of so many. */
export interface Share {
  readonly found: number;
  readonly hit: number;
}

/** Lines, branches and functions, each as a share. */
export interface Totals {
  readonly lines: Share;
  readonly branches: Share;
  readonly functions: Share;
}

/** Counts over files. */
export function totalsOf(files: readonly FileHits[]): Totals {
  return {
    lines: shareOf(files.flatMap((file) => [...file.lines.values()])),
    branches: shareOf(files.flatMap((file) => [...file.branches.values()].map(({ hits }) => hits ?? 0))),
    functions: shareOf(files.flatMap((file) => [...file.functions.values()].map(({ hits }) => hits))),
  };
}

function shareOf(hits: readonly number[]): Share {
  return { found: hits.length, hit: hits.filter((count) => count > 0).length };
}

/** Rounded down, so that nothing that is below 80 is shown as 80; `undefined` where there is nothing to count. */
export function percentOf({ found, hit }: Share): number | undefined {
  return found === 0 ? undefined : Math.floor((hit / found) * 10_000 + 1e-6) / 100;
}
