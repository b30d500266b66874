import { resultsFolder, type RunRecord, type TestCase } from '../../results/record.js';
import type { FoundRecord, Observed } from '../observed.js';

/** A record of `core test` with one test that passed, but for what is given. */
export function aRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    project: 'core',
    root: 'apps/core',
    toolchain: 'rust',
    suite: 'test',
    command: 'cargo nextest run',
    startedAt: '2026-03-01T12:00:00.000Z',
    durationMs: 1_000,
    outcome: 'passed',
    tests: [aTest()],
    ...overrides,
  };
}

/** A test that passed, but for what is given. */
export function aTest(overrides: Partial<TestCase> = {}): TestCase {
  return { group: 'core::store', name: 'keeps a batch', outcome: 'passed', durationMs: 10, ...overrides };
}

/** Where a record belongs. */
export function found(record: RunRecord): FoundRecord {
  return { path: `${resultsFolder(record.root, record.suite)}/run.json`, record };
}

/** A workspace with these records, each of a project that has exactly the suites recorded of it. */
export function observedOf(records: readonly RunRecord[], overrides: Partial<Observed> = {}): Observed {
  const names = [...new Set(records.map(({ project }) => project))];
  return {
    now: new Date('2026-03-01T12:10:00.000Z'),
    workspace: 'observatory',
    projects: names.map((name) => {
      const own = records.filter(({ project }) => project === name);
      return { name, root: own[0]?.root ?? '.', suites: own.map(({ suite }) => suite) };
    }),
    records: records.map(found),
    unreadable: [],
    history: [],
    images: [],
    pages: {},
    ...overrides,
  };
}
