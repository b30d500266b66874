import { byCodeUnit, isInside } from '@slipway/kit';
import { percentOf, totalsOf, type FileHits, type Share, type Totals } from './hits.js';
import { parseLcov } from './lcov.js';

/** What a share is taken of. */
export const measures = ['lines', 'branches', 'functions'] as const;
export type Measure = (typeof measures)[number];

/** The least that has to be covered, in percent. What is not named is not asked for. */
export type Threshold = Readonly<Partial<Record<Measure, number>>>;

export const DEFAULT_THRESHOLD: Threshold = { lines: 80 };

/** What a person writes: a share of lines, or one for each measure. */
export type ThresholdOption = number | Threshold;

/** A share of lines leaves the rest as it is asked for by default. */
export function toThreshold(option: ThresholdOption): Threshold {
  return typeof option === 'number' ? { ...DEFAULT_THRESHOLD, lines: option } : { ...DEFAULT_THRESHOLD, ...option };
}

/** A share, and what is asked of it. */
export interface Judged extends Share {
  /** Rounded down to two places; absent where there is nothing to cover. */
  readonly percent?: number;
  readonly required?: number;
  readonly ok: boolean;
}

/** A file that is covered less than is asked for. */
export interface Uncovered {
  readonly path: string;
  readonly changed: boolean;
  /** How many lines. */
  readonly count: number;
  /** As `12-18,33`. */
  readonly ranges: string;
}

/** Whether a project is covered as it should be, and where it is not. */
export interface Verdict extends Readonly<Record<Measure, Judged>> {
  readonly ok: boolean;
  /** The files that pull it down: changed ones first, then by uncovered lines; empty where all is well. */
  readonly uncovered: readonly Uncovered[];
}

/**
 * Judges the coverage of a project.
 * @param lcov as `normaliseCoverage` writes it
 * @param changed paths of the changed files, relative to the workspace root
 * @param root the project's folder: only what lies in it counts, whatever else its tests have run
 */
export function checkThreshold(
  lcov: string,
  threshold: Threshold = DEFAULT_THRESHOLD,
  changed: ReadonlySet<string> = new Set(),
  root = '.',
): Verdict {
  const files = parseLcov(lcov).files.filter(({ path }) => isInside(path, root));
  return judge(files, threshold, changed);
}

/** Judges files that belong together. */
export function judge(files: readonly FileHits[], threshold: Threshold, changed: ReadonlySet<string>): Verdict {
  const totals = totalsOf(files);
  const judged = {
    lines: judgeShare(totals.lines, threshold.lines),
    branches: judgeShare(totals.branches, threshold.branches),
    functions: judgeShare(totals.functions, threshold.functions),
  };
  const missed = measures.filter((measure) => !judged[measure].ok);
  const uncovered = files.flatMap((file) => uncoveredOf(file, missed, threshold, changed));
  uncovered.sort((a, b) => Number(b.changed) - Number(a.changed) || b.count - a.count || byCodeUnit(a.path, b.path));
  return { ok: missed.length === 0, ...judged, uncovered };
}

function judgeShare(share: Share, required: number | undefined): Judged {
  const percent = percentOf(share);
  const ok = required === undefined || percent === undefined || percent >= required;
  return {
    ...share,
    ...(percent === undefined ? {} : { percent }),
    ...(required === undefined ? {} : { required }),
    ok,
  };
}

function uncoveredOf(
  file: FileHits,
  missed: readonly Measure[],
  threshold: Threshold,
  changed: ReadonlySet<string>,
): readonly Uncovered[] {
  const totals: Totals = totalsOf([file]);
  const guilty = missed.filter((measure) => !judgeShare(totals[measure], threshold[measure]).ok);
  const lines = [...new Set(guilty.flatMap((measure) => missedLines(file, measure)))].sort((a, b) => a - b);
  if (lines.length === 0) return [];
  return [{ path: file.path, changed: changed.has(file.path), count: lines.length, ranges: rangesOf(lines, file) }];
}

function missedLines(file: FileHits, measure: Measure): readonly number[] {
  switch (measure) {
    case 'lines':
      return [...file.lines].filter(([, hits]) => hits === 0).map(([line]) => line);
    case 'branches':
      return [...file.branches.values()].filter(({ hits }) => (hits ?? 0) === 0).map(({ line }) => line);
    case 'functions':
      return [...file.functions.values()].filter(({ hits }) => hits === 0).map(({ line }) => line);
  }
}

/** Lines with nothing but comments, braces and emptiness between them are one range. */
function rangesOf(lines: readonly number[], file: FileHits): string {
  const missed = new Set(lines);
  const known = [...new Set([...file.lines.keys(), ...lines])].sort((a, b) => a - b);
  const ranges: { first: number; last: number }[] = [];
  let open: { first: number; last: number } | undefined;
  for (const line of known) {
    if (!missed.has(line)) open = undefined;
    else if (open === undefined) ranges.push((open = { first: line, last: line }));
    else open.last = line;
  }
  return ranges
    .map(({ first, last }) => (first === last ? String(first) : `${String(first)}-${String(last)}`))
    .join(',');
}
