import { holm } from './holm.js';
import { mannWhitney } from './mann-whitney.js';
import { ratioInterval } from './ratio-interval.js';

const upTo = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);

// The expected values are those of SciPy 1.17: mannwhitneyu, and for ties a count of all permutations.
test.each([
  ['exact', [1.1, 2.2, 3.3, 4.4], [5.5, 6.6, 7.7, 8.8, 2.5], 0.06349206349206349],
  ['exact, the larger first', [19, 22, 16, 29, 24], [20, 11, 17, 12], 0.1111111111111111],
  ['exact, ten rounds without overlap', upTo(10), upTo(10, 10), 1.082508822446903e-5],
  ['exact, three against three', [1, 2, 3], [4, 5, 6], 0.1],
  ['exact with ties', [1, 2, 2, 3, 5], [2, 4, 4, 6, 7, 7], 31 / 462],
  ['exact, all equal', [7, 7, 7], [7, 7, 7], 1],
])('Mann-Whitney, %s', (_, a, b, p) => {
  expect(mannWhitney(a, b)).toBeCloseTo(p, 12);
  expect(mannWhitney(b, a)).toBeCloseTo(p, 12);
});

test.each([
  ['', upTo(40).map((i) => (i * 3) % 71), upTo(45).map((i) => (i * 5 + 9) % 83), 0.05435322401236819],
  [' with ties', upTo(40).map((i) => i % 7), upTo(45).map((i) => (i % 7) + (i % 3 === 0 ? 1 : 0)), 0.4963687910157425],
  [', all equal', upTo(40).map(() => 1), upTo(45).map(() => 1), 1],
])('Mann-Whitney, approximate%s', (_, a, b, p) => {
  expect(mannWhitney(a, b)).toBeCloseTo(p, 6);
});

test('where the approximation begins, it and the exact value are alike', () => {
  const a = upTo(30).map((i) => (i * 7) % 31);
  const b = upTo(30).map((i) => ((i * 11) % 31) + 4);
  expect(Math.abs(mannWhitney(a, b) - mannWhitney([...a, 15.5], b))).toBeLessThan(0.02);
});

test("Holm's correction is that of R's p.adjust, in the order given", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, 0.5])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test('the interval of a ratio is narrow around it where the rounds agree, and wide where they do not', () => {
  const steady = ratioInterval([100, 101, 99, 100, 100, 101], [110, 111, 109, 110, 110, 111]);
  expect(steady.from).toBeGreaterThan(1.08);
  expect(steady.to).toBeLessThan(1.12);
  const noisy = ratioInterval([100, 200, 100, 200, 150, 120], [110, 220, 110, 220, 165, 132]);
  expect(noisy.from).toBeLessThan(0.8);
  expect(noisy.to).toBeGreaterThan(1.4);
});
