import { addRun, formatHistory, idsOf, KEPT_RUNS, parseHistory, testId, toEntry } from './history.js';
import { aRecord, aTest } from './testing/observed.js';

function runAt(minute: number) {
  return toEntry(aRecord({ startedAt: new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString() }));
}

test('a history comes back as it was written', () => {
  const entries = [runAt(1), runAt(2)];
  expect(parseHistory(formatHistory(entries))).toEqual(entries);
});

test('torn, foreign and empty lines are passed over, the others read', () => {
  const [one, two] = [runAt(1), runAt(2)];
  const torn =
    formatHistory([one]) + JSON.stringify(runAt(3)).slice(0, 40) + '\n\n{"format":2}\nnull\n[]\n' + JSON.stringify(two);
  expect(parseHistory(torn)).toEqual([one, two]);
  expect(parseHistory('')).toEqual([]);
});

test('a run stands once, in the order of time, and only the newest are kept', () => {
  const many = Array.from({ length: KEPT_RUNS + 10 }, (_, minute) => runAt(minute));
  const kept = many.toReversed().reduce<readonly ReturnType<typeof runAt>[]>(addRun, []);
  expect(kept).toEqual(many.slice(-KEPT_RUNS));
  expect(addRun(kept, many.at(-1)!)).toEqual(kept);
});

test('an entry knows which tests passed and which failed or broke', () => {
  const entry = toEntry(
    aRecord({
      outcome: 'failed',
      tests: [
        aTest({ name: 'a' }),
        aTest({ name: 'b', outcome: 'failed' }),
        aTest({ name: 'c', outcome: 'errored' }),
        aTest({ name: 'd', outcome: 'skipped' }),
      ],
    }),
  );
  const id = (name: string) => testId({ group: 'core::store', name });
  expect([...idsOf(entry.passed)]).toEqual([id('a')]);
  expect([...idsOf(entry.failed)]).toEqual([id('b'), id('c')]);
});

test('a group and a name are not taken for another pair that reads the same', () => {
  expect(testId({ group: 'a b', name: 'c' })).not.toBe(testId({ group: 'a', name: 'b c' }));
});
