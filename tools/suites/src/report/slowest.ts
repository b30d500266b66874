import type { ReportProject, SlowTest } from './model.js';

/** How many slow tests are named. */
const SLOWEST = 25;

/** The tests that take longest. One that runs in two suites, say alone and under coverage, is named once, by its slower run. */
export function findSlowest(projects: readonly ReportProject[]): SlowTest[] {
  const all = projects.flatMap(({ name: project, toolchain, suites }) =>
    suites.flatMap(({ suite, tests }) =>
      tests.flatMap((test): readonly SlowTest[] =>
        test.durationMs === undefined ? [] : [{ project, toolchain, suite, ...test, durationMs: test.durationMs }],
      ),
    ),
  );
  const seen = new Set<string>();
  const slowest: SlowTest[] = [];
  for (const test of all.sort((a, b) => b.durationMs - a.durationMs)) {
    const key = JSON.stringify([test.project, test.group, test.name]);
    if (seen.has(key)) continue;
    seen.add(key);
    slowest.push(test);
    if (slowest.length === SLOWEST) break;
  }
  return slowest;
}
