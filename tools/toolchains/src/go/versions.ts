/**
 * Compares two versions as the go command orders them: by their numbers, then a prerelease (as every pseudo-version is one) before
 * its release. Build metadata such as `+incompatible` does not count.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [split(a), split(b)];
  for (const part of ['major', 'minor', 'patch'] as const) {
    const difference = left[part] - right[part];
    if (difference !== 0) return difference;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
}

function split(version: string) {
  const groups = /^v(?<major>\d+)(?:\.(?<minor>\d+))?(?:\.(?<patch>\d+))?(?:-(?<prerelease>[^+]*))?/.exec(
    version,
  )?.groups;
  const number = (text: string | undefined): number => Number(text ?? -1);
  return {
    major: number(groups?.['major']),
    minor: number(groups?.['minor']),
    patch: number(groups?.['patch']),
    prerelease: groups?.['prerelease']?.split('.'),
  };
}

function comparePrereleases(left: readonly string[] | undefined, right: readonly string[] | undefined): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  for (const [index, element] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = compareElements(element, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareElements(a: string, b: string): number {
  const [aIsNumber, bIsNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (aIsNumber && bIsNumber) return a.length - b.length || Number(a) - Number(b);
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
