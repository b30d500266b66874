import type { TestOutcome } from '../results/record.js';
import type { Counts } from './model.js';

/** How many of some tests ended how. */
export function countTests(tests: readonly { readonly outcome: TestOutcome }[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { outcome } of tests) counts[outcome] += 1;
  return counts;
}

/** Several counts as one. */
export function sumCounts(list: readonly Counts[]): Counts {
  const sum: Counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { passed, failed, errored, skipped } of list) {
    sum.passed += passed;
    sum.failed += failed;
    sum.errored += errored;
    sum.skipped += skipped;
  }
  return sum;
}

/** All tests of a count. */
export function totalOf({ passed, failed, errored, skipped }: Counts): number {
  return passed + failed + errored + skipped;
}
