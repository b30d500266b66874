/** How many letters have to be changed, added, removed or swapped with the next to make one word of another. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_unused, index) => index)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i]);
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const changed = at(i - 1, j - 1) + (isSame ? 0 : 1);
      const swapped = isSwapped ? at(i - 2, j - 2) + 1 : changed;
      rows[i]?.push(Math.min(changed, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
}

/** The candidate that was probably meant by a word that is none of them: a slip of a few letters, or its beginning. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const begun = candidates.filter((candidate) => wanted.length > 1 && candidate.toLowerCase().startsWith(wanted));
  if (begun.length === 1) return begun[0];
  const slips = candidates
    .map((candidate) => ({ candidate, letters: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, letters }) => letters <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.letters - b.letters);
  return slips[0]?.candidate;
}

/** What to do about a word that is none of the candidates: the likely one, and all there are. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const likely = closest(word, candidates);
  const all = candidates.length === 0 ? 'there are none' : `there are: ${[...candidates].sort().join(', ')}`;
  return likely === undefined ? all : `did you mean "${likely}"? ${all}`;
}
