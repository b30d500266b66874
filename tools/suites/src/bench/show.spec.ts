import { stripVTControlCharacters } from 'node:util';
import { formatComparison, formatTime } from './show.js';

test('a table that a person can read', () => {
  const text = formatComparison({
    compared: [
      {
        name: 'query.BenchmarkTreeOf-2',
        baselineNs: 86_500,
        newNs: 95_200,
        ratio: 1.1006,
        interval: { from: 1.08, to: 1.121 },
        p: 0.0001,
        rounds: { baseline: 10, new: 10 },
        verdict: 'slower',
      },
      {
        name: 'scan',
        baselineNs: 12,
        newNs: 11.99,
        ratio: 0.999,
        rounds: { baseline: 3, new: 3 },
        verdict: 'too few samples',
      },
    ],
    added: ['fresh'],
    removed: ['gone'],
  });
  expect(stripVTControlCharacters(text).split('\n')).toEqual([
    'benchmark                baseline      new   change               95 %       p',
    'query.BenchmarkTreeOf-2   86.5 µs  95.2 µs  +10.1 %  +8.0 % to +12.1 %  <0.001  slower',
    'scan                      12.0 ns  12.0 ns   -0.1 %                  -       -  too few samples',
    'fresh: the baseline has no such benchmark',
    'gone: only the baseline has it',
  ]);
});

test.each([
  [0.5, '0.500 ns'],
  [999.4, '999.4 ns'],
  [1234, '1.23 µs'],
  [12_345_678, '12.3 ms'],
  [2.5e9, '2.50 s'],
])('%d ns is said as %s', (ns, said) => {
  expect(formatTime(ns)).toBe(said);
});
