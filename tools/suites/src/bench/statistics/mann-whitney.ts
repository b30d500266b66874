import { errorFunction, wilcoxonRankSum } from 'simple-statistics';

/** Up to so many values in both samples the distribution is counted out; above, its normal approximation is better than any measurement. */
const MOST_EXACT = 60;

/**
 * Two-sided p of the Mann-Whitney U test (Wilcoxon's rank sum test): how likely it is that two samples of the same distribution differ in
 * their ranks as much as these do, or more. Nothing is assumed of the distribution, so a few rounds that something else disturbed do no harm.
 *
 * Small samples: exact, also with ties, by counting how many of all ways to choose the ranks of one sample give each sum (the shift
 * algorithm of Streitberg and Röhmel, 1986, "Exact distributions for permutation and rank tests"). Larger ones: normal approximation with
 * the variance corrected for ties and a correction for continuity (Hollander, Wolfe, Chicken, "Nonparametric Statistical Methods", 4.1),
 * as R's wilcox.test and SciPy's mannwhitneyu do.
 * @param a not empty @param b not empty
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const ties = tieSizes([...a, ...b]);
  // The library gives ties the mean of their ranks.
  const sum = wilcoxonRankSum([...a], [...b]);
  return a.length + b.length <= MOST_EXACT ? exact(sum, a.length, ties) : approximate(sum, a.length, b.length, ties);
}

/** How many values are equal, for each distinct value in ascending order. */
function tieSizes(values: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const value of [...values].sort((x, y) => x - y)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()];
}

function exact(sum: number, size: number, ties: readonly number[]): number {
  const ranks = doubledRanks(ties);
  const total = ranks.reduce((x, y) => x + y, 0);
  // ways[k][s]: in how many ways k of the ranks so far add up to s.
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  const first = ways[0];
  if (first !== undefined) first[0] = 1;
  for (const rank of ranks) {
    for (let k = size; k >= 1; k--) {
      const from = ways[k - 1];
      const to = ways[k];
      if (from === undefined || to === undefined) continue;
      for (let s = total; s >= rank; s--) to[s] = (to[s] ?? 0) + (from[s - rank] ?? 0);
    }
  }
  const mean = (total * size) / ranks.length;
  const away = Math.abs(2 * sum - mean);
  let all = 0;
  let asFar = 0;
  ways[size]?.forEach((count, s) => {
    all += count;
    // Means of ranks are multiples of a half, so this is rounding alone.
    if (Math.abs(s - mean) >= away - 1e-9) asFar += count;
  });
  return asFar / all;
}

/** Twice the rank of each value, which is a whole number even where ties share the mean of theirs. */
function doubledRanks(ties: readonly number[]): readonly number[] {
  let before = 0;
  return ties.flatMap((size) => {
    const rank = 2 * before + size + 1;
    before += size;
    return Array.from({ length: size }, () => rank);
  });
}

function approximate(sum: number, n: number, m: number, ties: readonly number[]): number {
  const all = n + m;
  const tied = ties.reduce((x, t) => x + t ** 3 - t, 0);
  const variance = ((n * m) / 12) * (all + 1 - tied / (all * (all - 1)));
  if (variance === 0) return 1;
  const away = Math.max(0, Math.abs(sum - (n * (all + 1)) / 2) - 0.5);
  return Math.min(1, 1 - errorFunction(away / Math.sqrt(2 * variance)));
}
