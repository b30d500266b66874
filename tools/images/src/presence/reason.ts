import { byCodeUnit, isInside, unreachable } from '@slipway/kit';
import type { BuildReason } from './lookup.js';

/** Why an image is built, in a few words for the closing line: `libs/rust/telemetry changed`. */
export function describeReason(
  why: BuildReason,
  inputs: Readonly<Record<string, string>>,
  projectRoots: readonly string[],
): string {
  switch (why.kind) {
    case 'asked':
      return why.text;
    case 'new':
      return 'first build here';
    case 'gone':
      return 'the image was gone from the engine';
    case 'changed':
      return describeChanges(changedInputs(why.since.inputs, inputs), projectRoots);
    default:
      return unreachable(why);
  }
}

/** The inputs that were added, removed or changed, in code unit order. */
export function changedInputs(
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]).sort(byCodeUnit);
}

/** One changed file is named itself, several of one project by its folder. */
function describeChanges(changed: readonly string[], projectRoots: readonly string[]): string {
  if (changed.length === 0) return 'built with another version of Slipway';
  const longestFirst = [...projectRoots].sort((a, b) => b.length - a.length);
  const groups = new Map<string, string[]>();
  for (const name of changed) {
    const root = longestFirst.find((candidate) => candidate !== '.' && isInside(name, candidate)) ?? name;
    groups.set(root, [...(groups.get(root) ?? []), name]);
  }
  const named = [...groups].map(([root, names]) => (names.length === 1 ? (names[0] ?? root) : root));
  const shown = named.slice(0, 3).join(', ');
  return named.length > 3 ? `${shown} and ${String(named.length - 3)} more changed` : `${shown} changed`;
}
