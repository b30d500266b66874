import { z } from 'zod';
import { runOutcomes, suiteKinds, testOutcomes } from '../results/record.js';

/** The suites that leave a record, in the order in which people run them. */
export { suiteKinds };

const counts = z.strictObject({
  passed: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  errored: z.int().nonnegative(),
  skipped: z.int().nonnegative(),
});
/** How many tests ended how. */
export type Counts = z.infer<typeof counts>;

const run = z.strictObject({
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  outcome: z.enum(runOutcomes),
});
/** One run of a suite, as its trend shows it. */
export type TrendRun = z.infer<typeof run>;

const testLine = z.strictObject({
  group: z.string(),
  name: z.string(),
  outcome: z.enum(testOutcomes),
  durationMs: z.number().nonnegative().optional(),
  file: z.string().optional(),
  line: z.int().positive().optional(),
});
/** One test, without what it said. */
export type TestLine = z.infer<typeof testLine>;

const suiteRun = z.strictObject({
  ...run.shape,
  suite: z.enum(suiteKinds),
  command: z.string(),
  image: z.string().optional(),
  /** `new`: this report is the first to show this run. `kept`: an earlier one did, so the suite has not run again since. */
  freshness: z.enum(['new', 'kept']),
  ageMs: z.number().nonnegative(),
  reason: z.string().optional(),
  counts,
  tests: z.array(testLine),
  /** The record, relative to the workspace root. */
  record: z.string(),
  /** Earlier runs and this one, oldest first. */
  trend: z.array(run),
});
/** The last run of one suite of one project. */
export type SuiteRun = z.infer<typeof suiteRun>;

const project = z.strictObject({
  name: z.string(),
  root: z.string(),
  toolchain: z.string(),
  suites: z.array(suiteRun),
  /** Suites that the project has and that left no record. */
  notRun: z.array(z.enum(suiteKinds)),
});
/** A project and what its suites left. */
export type ReportProject = z.infer<typeof project>;

const owner = { project: z.string(), toolchain: z.string(), suite: z.enum(suiteKinds) };

const failure = z.strictObject({
  ...owner,
  /** A test that did not pass, or a suite that no test speaks for: it broke, was ended, or found something else. */
  kind: z.enum(['test', 'suite']),
  group: z.string(),
  name: z.string(),
  outcome: z.enum(['failed', 'errored', 'broken', 'timed-out', 'interrupted']),
  file: z.string().optional(),
  line: z.int().positive().optional(),
  message: z.string().optional(),
  output: z.string().optional(),
  /** True where message or output is only a part; all of it that was kept is in the record. */
  shortened: z.boolean(),
  record: z.string(),
  /** How many of the suite's runs on end it has not passed, this one included. */
  runs: z.int().positive(),
});
/** Something that did not pass. */
export type Failure = z.infer<typeof failure>;

const slowTest = z.strictObject({ ...owner, ...testLine.shape, durationMs: z.number().nonnegative() });
/** A test that takes long. */
export type SlowTest = z.infer<typeof slowTest>;

const flakyTest = z.strictObject({
  ...owner,
  group: z.string(),
  name: z.string(),
  /** `proven`: passed and failed on the same sources. `suspected`: it changed too often for a fault that came and was mended. */
  certainty: z.enum(['proven', 'suspected']),
  /** Oldest first; only runs that ended by themselves and had the test. */
  outcomes: z.array(z.enum(['passed', 'failed'])),
});
/** A test that does not always say the same. */
export type FlakyTest = z.infer<typeof flakyTest>;

const measure = z.strictObject({ covered: z.number().nonnegative(), total: z.number().nonnegative() });
/** How much of something is covered. */
export type Measure = z.infer<typeof measure>;

const projectCoverage = z.strictObject({
  project: z.string(),
  toolchain: z.string(),
  lines: measure,
  branches: measure,
  /** Least share of lines, in percent, that the project asks for. */
  threshold: z.number().optional(),
});
/** What the tests of the workspace cover of one project. */
export type ProjectCoverage = z.infer<typeof projectCoverage>;

const feature = z.strictObject({ project: z.string(), toolchain: z.string(), name: z.string(), counts });
/** A feature with its scenarios. */
export type Feature = z.infer<typeof feature>;

const image = z.strictObject({
  project: z.string(),
  image: z.string(),
  /** Uncompressed; absent where this machine has no receipt of the build. */
  bytes: z.int().nonnegative().optional(),
  maxBytes: z.int().positive().optional(),
});
/** An image's size and budget. */
export type ImageSize = z.infer<typeof image>;

const benchmark = z.strictObject({
  project: z.string(),
  toolchain: z.string(),
  name: z.string(),
  samples: z.int().positive(),
  medianNs: z.number().positive(),
  /** Half of the samples lie between these. */
  quartilesNs: z.tuple([z.number(), z.number()]),
});
/** What one benchmark measured. */
export type BenchmarkLine = z.infer<typeof benchmark>;

const leftOut = z.strictObject({ path: z.string(), problem: z.string() });
/** A file that the report could not or need not take in, and why. */
export type LeftOut = z.infer<typeof leftOut>;

/** The form of `report.json`. */
export const reportSchema = z.strictObject({
  format: z.literal(1),
  generatedAt: z.iso.datetime(),
  workspace: z.string(),
  /** `failed` where a suite did not pass or a record cannot be read, `empty` where nothing ran. */
  verdict: z.enum(['passed', 'failed', 'empty']),
  totals: z.strictObject({
    tests: counts,
    suites: z.record(z.enum(runOutcomes), z.int().nonnegative()),
    durationMs: z.number().nonnegative(),
  }),
  projects: z.array(project),
  failures: z.array(failure),
  unreadable: z.array(leftOut),
  /** Records of projects or suites that are no longer in the workspace; they count for nothing. */
  stale: z.array(leftOut),
  slowest: z.array(slowTest),
  flaky: z.array(flakyTest),
  coverage: z
    .strictObject({
      lines: measure,
      branches: measure,
      projects: z.array(projectCoverage),
      page: z.string().optional(),
    })
    .optional(),
  bdd: z.strictObject({ features: z.array(feature), page: z.string().optional() }).optional(),
  images: z.array(image),
  benchmarks: z.array(benchmark),
});
/** All that a report says, as data; the page, `report.json` and the summary are made of it alone. */
export type Report = z.infer<typeof reportSchema>;
