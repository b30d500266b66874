import { findFlaky } from './flaky.js';
import { toEntry, type HistoryEntry } from './history.js';
import type { RunOutcome } from '../results/record.js';
import { aRecord, aTest } from './testing/observed.js';

const tests = [aTest()];

/** Runs in which the one test went so: `P` passed, `F` failed, `S` skipped. */
function runs(
  outcomes: string,
  overrides: { readonly sources?: string; readonly outcome?: RunOutcome } = {},
): HistoryEntry[] {
  return Array.from(outcomes, (sign, index) =>
    toEntry({
      ...aRecord({
        startedAt: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(),
        outcome: overrides.outcome ?? (sign === 'F' ? 'failed' : 'passed'),
        tests: [aTest({ outcome: sign === 'F' ? 'failed' : sign === 'S' ? 'skipped' : 'passed' })],
      }),
      sources: overrides.sources,
    }),
  );
}

function certainty(history: readonly HistoryEntry[]) {
  return findFlaky(tests, history)[0]?.certainty;
}

test.each([
  ['always passed', 'PPPP', undefined],
  ['always failed', 'FFFF', undefined],
  ['broke', 'PPFF', undefined],
  ['broke and was mended', 'PPFFPP', undefined],
  ['came and went', 'PFPF', 'suspected'],
  ['came and went around runs that skipped it', 'PSFSPSF', 'suspected'],
  ['came and went too long ago', `PFPF${'P'.repeat(20)}`, undefined],
])('of unknown sources, one that %s (%s) is %s', (_what, outcomes, expected) => {
  expect(certainty(runs(outcomes))).toBe(expected);
});

test('one change on the same sources is proof', () => {
  expect(certainty(runs('PF', { sources: 'same' }))).toBe('proven');
  expect(certainty([...runs('P', { sources: 'one' }), ...runs('F', { sources: 'other' })])).toBeUndefined();
});

test('runs that did not end by themselves say nothing', () => {
  for (const outcome of ['broken', 'timed-out', 'interrupted'] as const) {
    expect(certainty(runs('PFPFPF', { outcome, sources: 'same' }))).toBeUndefined();
  }
});

test('the outcomes are told, oldest first', () => {
  expect(findFlaky(tests, runs('PFPF'))[0]?.outcomes).toEqual(['passed', 'failed', 'passed', 'failed']);
});

test('a test that is gone is not named', () => {
  expect(findFlaky([aTest({ name: 'another' })], runs('PFPF'))).toEqual([]);
});
