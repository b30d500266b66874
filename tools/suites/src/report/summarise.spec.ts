import { toEntry } from './history.js';
import { reportSchema } from './model.js';
import { summarise } from './summarise.js';
import { aRecord, aTest, found, observedOf } from './testing/observed.js';

const failed = aTest({
  name: 'rejects',
  outcome: 'failed',
  message: 'left: 1',
  output: 'log',
  file: 'apps/core/src/a.rs',
  line: 7,
});

test('counts every test of every suite, and fits its schema', () => {
  const report = summarise(
    observedOf([
      aRecord({ tests: [aTest(), aTest({ name: 'b', outcome: 'skipped' })] }),
      aRecord({ suite: 'integration', outcome: 'failed', tests: [failed, aTest({ name: 'c', outcome: 'errored' })] }),
      aRecord({ project: 'api', root: 'apps/api', toolchain: 'go', durationMs: 500 }),
    ]),
  );
  expect(report.totals.tests).toEqual({ passed: 2, failed: 1, errored: 1, skipped: 1 });
  expect(report.totals.suites).toMatchObject({ passed: 2, failed: 1, broken: 0 });
  expect(report.totals.durationMs).toBe(2_500);
  expect(report.verdict).toBe('failed');
  expect(report.projects.map(({ name, toolchain }) => [name, toolchain])).toEqual([
    ['api', 'go'],
    ['core', 'rust'],
  ]);
  expect(reportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test('a failed test is told with all that is known of it', () => {
  const { failures } = summarise(observedOf([aRecord({ outcome: 'failed', reason: '1 of 1', tests: [failed] })]));
  expect(failures).toEqual([
    {
      project: 'core',
      toolchain: 'rust',
      suite: 'test',
      kind: 'test',
      group: 'core::store',
      name: 'rejects',
      outcome: 'failed',
      file: 'apps/core/src/a.rs',
      line: 7,
      message: 'left: 1',
      output: 'log',
      shortened: false,
      record: '.slipway/results/apps/core/test/run.json',
      runs: 1,
    },
  ]);
});

test.each(['broken', 'timed-out', 'interrupted'] as const)('a suite that is %s is told before its tests', (outcome) => {
  const { failures, verdict } = summarise(
    observedOf([aRecord({ outcome, reason: 'why', output: 'end', tests: [failed] })]),
  );
  expect(failures.map(({ kind, outcome: how, message }) => [kind, how, message])).toEqual([
    ['suite', outcome, 'why'],
    ['test', 'failed', 'left: 1'],
  ]);
  expect(verdict).toBe('failed');
});

test('a suite that failed without a failing test, as lint does, speaks for itself', () => {
  const { failures } = summarise(
    observedOf([aRecord({ suite: 'lint', outcome: 'failed', tests: [], output: 'a.rs:1: no' })]),
  );
  expect(failures).toMatchObject([{ kind: 'suite', suite: 'lint', name: 'cargo nextest run', output: 'a.rs:1: no' }]);
});

test('a run that an earlier report has shown is kept, another is new', () => {
  const before = aRecord();
  const after = aRecord({ startedAt: '2026-03-01T12:05:00.000Z' });
  const freshness = (record: typeof before) =>
    summarise(observedOf([record], { history: [toEntry(before)] })).projects[0]?.suites[0]?.freshness;
  expect(freshness(before)).toBe('kept');
  expect(freshness(after)).toBe('new');
});

test('a run out of a cache is compared with what came before it, not with what came later', () => {
  const at = (minute: number) => `2026-03-01T12:0${String(minute)}:00.000Z`;
  const history = [1, 2, 3].map((minute) => toEntry(aRecord({ startedAt: at(minute) })));
  const [run] = summarise(observedOf([aRecord({ startedAt: at(2) })], { history })).projects[0]?.suites ?? [];
  expect(run?.trend.map(({ startedAt }) => startedAt)).toEqual([at(1), at(2)]);
  expect(run?.ageMs).toBe(8 * 60_000);
});

test('a test that failed before as well is told with the number of runs', () => {
  const bad = (minute: number) =>
    aRecord({ startedAt: `2026-03-01T11:0${String(minute)}:00.000Z`, outcome: 'failed', tests: [failed] });
  const good = aRecord({ startedAt: '2026-03-01T11:00:00.000Z', tests: [{ ...failed, outcome: 'passed' }] });
  const history = [bad(1), good, bad(2)].map((record) => toEntry(record));
  expect(summarise(observedOf([bad(3)], { history })).failures[0]?.runs).toBe(3);
});

test('what is gone from the workspace fails nobody, and what never ran is told', () => {
  const gone = aRecord({ project: 'old', root: 'apps/old', outcome: 'failed' });
  const moved = aRecord({ root: 'apps/before', outcome: 'failed' });
  const without = aRecord({ suite: 'bdd', outcome: 'failed' });
  const report = summarise(
    observedOf([], {
      projects: [{ name: 'core', root: 'apps/core', toolchain: 'rust', suites: ['lint', 'test'] }],
      records: [gone, moved, without, aRecord()].map(found),
    }),
  );
  expect(report.verdict).toBe('passed');
  expect(report.stale.map(({ problem }) => problem)).toEqual([
    'project old is no longer in apps/old',
    'project core is no longer in apps/before',
    'project core no longer has the suite bdd',
  ]);
  expect(report.projects[0]?.notRun).toEqual(['lint']);
});

test('what cannot be read fails; nothing at all is empty', () => {
  expect(summarise(observedOf([aRecord()], { unreadable: [{ path: 'x', problem: 'torn' }] })).verdict).toBe('failed');
  expect(summarise(observedOf([])).verdict).toBe('empty');
});

test('5,000 failures that print 20 kB each make a report of bounded size', () => {
  const tests = Array.from({ length: 5_000 }, (_, index) =>
    aTest({ name: String(index), outcome: 'failed', message: 'm'.repeat(4_000), output: 'o'.repeat(20_000) }),
  );
  const report = summarise(observedOf([aRecord({ outcome: 'failed', tests })]));
  expect(report.failures).toHaveLength(5_000);
  expect(report.failures[0]).toMatchObject({ shortened: false, output: 'o'.repeat(20_000) });
  expect(report.failures.at(-1)).toMatchObject({ shortened: true });
  expect(JSON.stringify(report).length).toBeLessThan(10_000_000);
});

test('the slowest test of two suites is named once', () => {
  const report = summarise(
    observedOf([
      aRecord({ tests: [aTest({ durationMs: 5 }), aTest({ name: 'b', durationMs: 7 })] }),
      aRecord({ suite: 'coverage', tests: [aTest({ durationMs: 9 })] }),
    ]),
  );
  expect(report.slowest.map(({ name, suite, durationMs }) => [name, suite, durationMs])).toEqual([
    ['keeps a batch', 'coverage', 9],
    ['b', 'test', 7],
  ]);
});

test('coverage goes to the project whose folder is nearest', () => {
  const share = (covered: number, total: number) => ({ lines: { covered, total }, branches: { covered: 0, total: 0 } });
  const { coverage } = summarise(
    observedOf([], {
      projects: [
        { name: 'all', root: '.', suites: [] },
        { name: 'core', root: 'apps/core', toolchain: 'rust', suites: [], threshold: 80 },
        { name: 'inner', root: 'apps/core/inner', toolchain: 'rust', suites: [] },
      ],
      coverage: {
        'apps/core/a.rs': share(3, 4),
        'apps/core/b.rs': share(4, 4),
        'apps/core/inner/c.rs': share(1, 2),
        'x.js': share(1, 1),
      },
      pages: { coverage: 'coverage/index.html' },
    }),
  );
  expect(coverage?.lines).toEqual({ covered: 9, total: 11 });
  expect(
    coverage?.projects.map(({ project, lines, threshold }) => [project, lines.covered, lines.total, threshold]),
  ).toEqual([
    ['inner', 1, 2, undefined],
    ['core', 7, 8, 80],
    ['all', 1, 1, undefined],
  ]);
});

test('scenarios are counted by feature, benchmarks by their median', () => {
  const report = summarise(
    observedOf([
      aRecord({
        suite: 'bdd',
        tests: [aTest({ group: 'Keys' }), aTest({ group: 'Keys', name: 'b', outcome: 'failed' })],
        outcome: 'failed',
      }),
      aRecord({ suite: 'bench', tests: [], benchmarks: [{ name: 'decode', samplesNs: [5, 1, 2, 4] }] }),
    ]),
  );
  expect(report.bdd?.features).toMatchObject([{ name: 'Keys', counts: { passed: 1, failed: 1 } }]);
  expect(report.benchmarks).toMatchObject([{ name: 'decode', samples: 4, medianNs: 3, quartilesNs: [1.75, 4.25] }]);
});
