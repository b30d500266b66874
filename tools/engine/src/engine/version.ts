/** The numbers of a version without what a distribution adds: `28.5.2+dfsg4` is `28.5.2`; what has no numbers stays as it is. */
export function release(version: string): string {
  return /\d+(\.\d+)+/.exec(version)?.[0] ?? version;
}

/** True where `version` is surely older than `oldest`; one that has no numbers (a build from a branch) is taken as new. */
export function isOlder(version: string, oldest: string): boolean {
  const numbers = toNumbers(version);
  if (numbers.some(Number.isNaN)) return false;
  for (const [index, wanted] of toNumbers(oldest).entries()) {
    const difference = (numbers[index] ?? 0) - wanted;
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function toNumbers(version: string): number[] {
  return release(version).split('.').map(Number);
}
