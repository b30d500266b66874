import type { Benchmark } from '../../results/record.js';
import { compareRounds } from './compare.js';

const limits = { threshold: 0.05 };

/** Rounds of one benchmark, each with its fastest sample and two that were disturbed. */
function rounds(name: string, fastest: readonly number[]): readonly (readonly Benchmark[])[] {
  return fastest.map((time) => [{ name, samplesNs: [time * 3, time, time * 1.7] }]);
}

const quiet = [100, 101, 102, 100.5, 101.5, 99, 100.2, 101.1];

test.each([
  ['slower', quiet.map((time) => time * 1.1)],
  ['faster', quiet.map((time) => time / 1.1)],
  ['same', quiet.map((time) => time * 1.001)],
  // Sure, and too little to matter.
  ['same', quiet.map((time) => time * 1.04)],
  // Much, and not sure.
  ['same', [95, 104, 130, 140, 99.5, 98, 150, 99]],
] as const)('%s', (verdict, next) => {
  expect(compareRounds(rounds('b', quiet), rounds('b', next), limits).compared).toMatchObject([{ name: 'b', verdict }]);
});

test('a round counts as one measurement, its fastest', () => {
  const [compared] = compareRounds(rounds('b', quiet), rounds('b', [110, 111, 112, 113]), limits).compared;
  expect(compared).toMatchObject({ rounds: { baseline: 8, new: 4 }, newNs: 111.5 });
  expect(compared?.baselineNs).toBeCloseTo(100.75, 9);
});

test('three rounds tell nothing, whatever they say', () => {
  const [compared] = compareRounds(rounds('b', [1, 1, 1]), rounds('b', [9, 9, 9]), limits).compared;
  expect(compared).toMatchObject({ verdict: 'too few samples', ratio: 9 });
  expect(compared).not.toHaveProperty('p');
});

test('of many benchmarks the one that looks slower by chance is not reported, and the one that is, is', () => {
  // On its own p = 0.03.
  const unlucky = [100, 100.1, 99.9, 107, 107.1];
  const after = [106, 107.5, 108, 108.1, 108.2];
  const among = (count: number) => {
    const others = Array.from({ length: count }, (_, index) => `other ${String(index)}`);
    const round = (unluckyTime: number | undefined, really: number, jitter: number): readonly Benchmark[] => [
      { name: 'unlucky', samplesNs: [unluckyTime ?? 1] },
      { name: 'really', samplesNs: [really + jitter] },
      ...others.map((name) => ({ name, samplesNs: [100 + jitter] })),
    ];
    const baseline = unlucky.map((time, index) => round(time, 100, index));
    const next = after.map((time, index) => round(time, 200, index));
    return new Map(compareRounds(baseline, next, limits).compared.map(({ name, verdict }) => [name, verdict]));
  };
  const alone = compareRounds(rounds('unlucky', unlucky), rounds('unlucky', after), limits);
  expect(alone.compared).toMatchObject([{ verdict: 'slower' }]);
  expect(among(4).get('unlucky')).toBe('same');
  expect(among(4).get('really')).toBe('slower');
});

test('what only one side has is named apart', () => {
  const comparison = compareRounds(rounds('old', quiet), rounds('new', quiet), limits);
  expect(comparison).toEqual({ compared: [], added: ['new'], removed: ['old'] });
});
