/** A range, both ends in it. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The quantile of the normal distribution that leaves 2.5 % above it. */
const Z_95 = 1.959964;

/**
 * Between what the ratio of b to a lies with a confidence of 95 %: the interval of Hodges and Lehmann that belongs to the Mann-Whitney U test
 * (Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 4.3), on ratios in place of differences. It shows what a machine can
 * tell: where it reaches from 0.9 to 1.2, a change of 5 % would not have been seen.
 */
export function ratioInterval(a: readonly number[], b: readonly number[]): Interval {
  const ratios = a.flatMap((from) => b.map((to) => to / from)).sort((x, y) => x - y);
  const [n, m] = [a.length, b.length];
  const outside = Math.floor((n * m) / 2 - Z_95 * Math.sqrt((n * m * (n + m + 1)) / 12));
  const index = Math.max(0, outside);
  return { from: ratios[index] ?? NaN, to: ratios[ratios.length - 1 - index] ?? NaN };
}
