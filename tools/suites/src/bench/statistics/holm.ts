/**
 * Corrects p values for being several, so that the chance of even one false alarm among all stays what it is for one (Holm, 1979, "A simple
 * sequentially rejective multiple test procedure"). In the order in which they were given; the same as R's `p.adjust(p, "holm")`.
 */
export function holm(ps: readonly number[]): readonly number[] {
  const corrected = Array.from(ps, () => 1);
  let least = 0;
  const ascending = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  ascending.forEach(({ p, index }, rank) => {
    // One that is less likely than an earlier one cannot be told sooner.
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    corrected[index] = least;
  });
  return corrected;
}
