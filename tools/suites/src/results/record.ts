import { z } from 'zod';

/** The kinds of suite that leave a record; the same for every toolchain. */
export const suiteKinds = ['lint', 'test', 'integration', 'coverage', 'bdd', 'bench'] as const;
export type SuiteKind = (typeof suiteKinds)[number];

/** How one test ended. `errored`: it broke before it could be told, or its runner died under it. */
export const testOutcomes = ['passed', 'failed', 'errored', 'skipped'] as const;
export type TestOutcome = (typeof testOutcomes)[number];

const testCase = z.strictObject({
  /** Unique in its group, as its tool prints it. */
  name: z.string(),
  /** What its tool files it under: a package, a module, a class, a file. */
  group: z.string(),
  outcome: z.enum(testOutcomes),
  durationMs: z.number().nonnegative().optional(),
  /** Relative to the workspace root. */
  file: z.string().optional(),
  line: z.number().int().positive().optional(),
  /** Of one that did not pass: what was wrong, or why it was skipped. */
  message: z.string().optional(),
  /** What it printed, as far as its tool keeps that apart. */
  output: z.string().optional(),
});
/** One test of a suite. */
export type TestCase = z.infer<typeof testCase>;

const benchmark = z.strictObject({
  name: z.string(),
  /** One measured time an iteration for each sample, in nanoseconds. */
  samplesNs: z.array(z.number().positive()).min(1),
});
/** One benchmark of a suite. */
export type Benchmark = z.infer<typeof benchmark>;

/**
 * How a run of a suite ended. `broken`: its runner crashed, could not start, or left no results where it should; `timed-out` and
 * `interrupted`: it was ended from outside.
 */
export const runOutcomes = ['passed', 'failed', 'broken', 'timed-out', 'interrupted'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

const runRecord = z.strictObject({
  format: z.literal(1),
  project: z.string(),
  /** The project's folder, relative to the workspace root. */
  root: z.string(),
  toolchain: z.string(),
  suite: z.enum(suiteKinds),
  /** As a person would type it. */
  command: z.string(),
  /** The image whose container it ran in; absent on the host. */
  image: z.string().optional(),
  /** Nx's hash of all that can change the result; absent where Nx gave none. */
  sources: z.string().optional(),
  /** ISO 8601, UTC. A record that comes out of a cache keeps that of the run it tells of. */
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  outcome: z.enum(runOutcomes),
  /** Of one that did not pass: why, in a sentence. */
  reason: z.string().optional(),
  /** The end of what it printed, where that tells more than the tests do. */
  output: z.string().optional(),
  tests: z.array(testCase),
  benchmarks: z.array(benchmark).optional(),
  /** LCOV, paths relative to the workspace root; a file beside the record. */
  coverage: z.string().optional(),
  /** Cucumber Messages, one JSON object a line; a file beside the record. */
  messages: z.string().optional(),
});
/** What one run of one suite of one project left: `.slipway/results/<project folder>/<suite>/run.json`. */
export type RunRecord = z.infer<typeof runRecord>;

/** The name of a record in its folder. */
export const RECORD_FILE = 'run.json';

/** Where a project's suite leaves its record and what lies beside it, relative to the workspace root. @param root the project's folder */
export function resultsFolder(root: string, suite: SuiteKind): string {
  return `.slipway/results/${root === '.' ? '_root' : root}/${suite}`;
}

/** Reads a record. @returns what is wrong with it where it is none */
export function parseRecord(text: string): RunRecord | { readonly problem: string } {
  try {
    const parsed = runRecord.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
