import type { TestCase } from '../results/record.js';
import { idsOf, testId, type HistoryEntry } from './history.js';
import type { FlakyTest } from './model.js';

/** How many runs are looked at, and how many changes between passed and failed make a test suspect. */
export const FLAKY = { runs: 20, changes: 3 } as const;

/** The definition, for the reader of a report. */
export const flakyDefinition =
  `Of each suite the last ${String(FLAKY.runs)} runs that ended by themselves count. A test is proven flaky where it passed and failed on the same sources, ` +
  `and suspected where its outcome changed at least ${String(FLAKY.changes)} times: a fault that comes and is mended changes it twice. ` +
  'Runs that broke, timed out or were interrupted say nothing of a test, and neither does one that skipped it.';

type Found = Pick<FlakyTest, 'group' | 'name' | 'certainty' | 'outcomes'>;

/** The flaky ones among the tests of a suite. @param runs the suite's, oldest first, the present one last */
export function findFlaky(tests: readonly TestCase[], runs: readonly HistoryEntry[]): readonly Found[] {
  const counted = runs
    .filter(({ outcome }) => outcome === 'passed' || outcome === 'failed')
    .slice(-FLAKY.runs)
    .map(({ sources, passed, failed }) => ({ sources, passed: idsOf(passed), failed: idsOf(failed) }));
  const everFailed = new Set(counted.flatMap(({ failed }) => [...failed]));
  if (everFailed.size === 0) return [];
  return tests.flatMap(({ group, name }): readonly Found[] => {
    const id = testId({ group, name });
    if (!everFailed.has(id)) return [];
    const seen = counted.flatMap(({ sources, passed, failed }): readonly Seen[] => {
      if (failed.has(id)) return [{ sources, outcome: 'failed' }];
      return passed.has(id) ? [{ sources, outcome: 'passed' }] : [];
    });
    const certainty = judge(seen);
    return certainty === undefined ? [] : [{ group, name, certainty, outcomes: seen.map(({ outcome }) => outcome) }];
  });
}

interface Seen {
  readonly sources: string | undefined;
  readonly outcome: 'passed' | 'failed';
}

function judge(seen: readonly Seen[]): FlakyTest['certainty'] | undefined {
  const bySources = new Map<string, Seen['outcome']>();
  for (const { sources, outcome } of seen) {
    if (sources === undefined) continue;
    if ((bySources.get(sources) ?? outcome) !== outcome) return 'proven';
    bySources.set(sources, outcome);
  }
  const changes = seen.filter(({ outcome }, index) => index > 0 && seen[index - 1]?.outcome !== outcome).length;
  return changes >= FLAKY.changes ? 'suspected' : undefined;
}
