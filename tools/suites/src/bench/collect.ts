import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '@slipway/kit';
import type { ResultFormat } from '@slipway/toolchains';
import { readResult } from '../results/collect.js';
import type { Benchmark } from '../results/record.js';
import type { Expected } from '../run/plan.js';
import { parseCriterion, type CriterionFiles } from './formats/criterion.js';
import type { ParsedBenchmarks } from './formats/parsed.js';
import { parsePytestBenchmark } from './formats/pytest-benchmark.js';
import { parseTinybench } from './formats/tinybench.js';

/** What a run of benchmarks left, and where to look. */
export interface BenchResults {
  readonly expected: readonly Expected[];
  readonly stdout?: ResultFormat;
  /** What its output told. */
  readonly printed: readonly Benchmark[];
  readonly startedAt: Date;
  readonly toWorkspace: (path: string) => string;
}

/** True for the formats that tell of benchmarks. */
export function isBenchFormat(format: ResultFormat | undefined): boolean {
  return format === 'go-bench' || format === 'criterion' || format === 'pytest-benchmark' || format === 'tinybench';
}

/** File systems keep time by the tick of the kernel, which is behind the clock. */
const TICK_MS = 100;

/** The benchmarks of a run. One that was to leave some and left none has a problem that says so. */
export function collectBenchmarks({
  expected,
  stdout,
  printed,
  startedAt,
  toWorkspace,
}: BenchResults): ParsedBenchmarks {
  const files = expected.filter(({ format }) => isBenchFormat(format));
  const read = files.map((file) => readBenchmarks(file, startedAt, toWorkspace));
  const benchmarks = [...printed, ...read.flatMap((one) => one.benchmarks)];
  const problems = read.flatMap((one) => one.problems);
  if (benchmarks.length > 0 || problems.length > 0 || (files.length === 0 && !isBenchFormat(stdout)))
    return { benchmarks, problems };
  const places = files.map(({ path }) => toWorkspace(path)).join(', ');
  return {
    benchmarks,
    problems: [files.length === 0 ? 'it printed no result of a benchmark' : `it left no benchmark in ${places}`],
  };
}

function readBenchmarks(
  { format, path }: Expected,
  startedAt: Date,
  toWorkspace: (path: string) => string,
): ParsedBenchmarks {
  if (format === 'criterion') return parseCriterion(criterionFiles(path, startedAt, toWorkspace));
  const read = readResult(path);
  if (read.kind === 'missing') return { benchmarks: [], problems: [`it left no benchmark in ${toWorkspace(path)}`] };
  try {
    if (read.kind === 'unreadable') throw new Error(read.problem);
    return format === 'tinybench' ? parseTinybench(read.text) : parsePytestBenchmark(read.text);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { benchmarks: [], problems: [`its benchmarks in ${toWorkspace(path)} cannot be read: ${problem}`] };
  }
}

/** Criterion's folder keeps every benchmark that was ever run, of all packages of a workspace: only what this run wrote is its own. */
function criterionFiles(
  folder: string,
  startedAt: Date,
  toWorkspace: (path: string) => string,
): readonly CriterionFiles[] {
  return list(folder)
    .filter((name) => basename(name) === 'sample.json' && basename(dirname(name)) === 'new')
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).mtimeMs >= startedAt.getTime() - TICK_MS)
    .sort()
    .map((path) => ({
      path: toWorkspace(path),
      sample: readFileSync(path, 'utf8'),
      benchmark: readFileSync(join(dirname(path), 'benchmark.json'), 'utf8'),
    }));
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
