import { UserError } from '@slipway/kit';
import { asStrings } from './json.js';
import { computeFlags, edgesFrom, isInstalled, type LockFlags } from './lock-graph.js';
import { formatLock, linkTarget, type LockEntry, type PackageLock } from './lock.js';

/**
 * A lock with just what some packages of the repository need: every entry that can be reached from them as Node resolves names, for
 * whatever platform, as npm wrote it but for the flags that tell development from production, which depend on who else is there. Nothing is
 * resolved anew, so no version can change and an out-of-date lock stays one: npm says so itself.
 * @param kept the packages that stay, and the root at '', by their places, each with the entry it is to have: as its package.json will say
 * @throws UserError where a package from the registry needs one of the repository's that is not kept
 */
export function pruneLock(lock: PackageLock, kept: ReadonlyMap<string, LockEntry>): string {
  const packages = replaceOurs(lock.packages, kept);
  const members = memberNames(packages, kept);
  const flags = computeFlags(packages, members);
  const isNeeded = (location: string): boolean =>
    flags.get(location)?.extraneous === false ||
    (packages.get(location)?.['inBundle'] === true && isNeeded(around(location)));
  const pruned = [...packages].filter(([location]) => isNeeded(location));
  for (const [location] of pruned) refuseMissing(lock, packages, location, members);
  return formatLock(
    headOf(lock, kept),
    new Map(pruned.map(([location, entry]) => [location, withFlags(entry, location, flags.get(location))])),
  );
}

type Kept = ReadonlyMap<string, LockEntry>;

/** Gives kept packages of the repository their entries, and leaves out the others with the links to them. */
function replaceOurs(packages: PackageLock['packages'], kept: Kept): PackageLock['packages'] {
  const replaced = new Map<string, LockEntry>();
  for (const [location, entry] of packages) {
    const target = linkTarget(entry);
    if (isInstalled(location)) {
      if (target === undefined || kept.has(target)) replaced.set(location, entry);
      continue;
    }
    const ours = kept.get(location);
    if (ours !== undefined) replaced.set(location, ours);
  }
  return replaced;
}

/** The names under which the root's node_modules links to members of the workspace that are kept. */
function memberNames(packages: PackageLock['packages'], kept: Kept): readonly string[] {
  const workspaces = new Set(asStrings(kept.get('')?.['workspaces']));
  return [...packages].flatMap(([location, entry]) => {
    const target = linkTarget(entry);
    return target !== undefined && workspaces.has(target) && location.startsWith('node_modules/')
      ? [location.slice('node_modules/'.length)]
      : [];
  });
}

/** The package whose node_modules a package lies in: what brings along a bundled one. */
function around(location: string): string {
  return location.slice(0, location.lastIndexOf('/node_modules/'));
}

function withFlags(entry: LockEntry, location: string, flags: Readonly<LockFlags> | undefined): LockEntry {
  const {
    dev: _dev,
    optional: _optional,
    devOptional: _devOptional,
    peer: _peer,
    extraneous: _extraneous,
    ...rest
  } = entry;
  // A bundled package that nothing names has only what npm wrote of it.
  if (flags === undefined || flags.extraneous) return entry;
  if (location === '' || entry['link'] === true) return rest;
  const set = (['peer', 'dev', 'optional', 'devOptional'] as const).filter((name) => flags[name]);
  return { ...rest, ...Object.fromEntries(set.map((name) => [name, true])) };
}

/** The root's name and version are at the head as well. */
function headOf(lock: PackageLock, kept: Kept): PackageLock['head'] {
  const { name: _name, version: _version, ...head } = lock.head;
  const name = kept.get('')?.['name'];
  return name === undefined ? head : { ...head, name };
}

function refuseMissing(
  lock: PackageLock,
  packages: PackageLock['packages'],
  location: string,
  members: readonly string[],
): void {
  if (!isInstalled(location)) return;
  for (const { name, to, optional } of edgesFrom(packages, location, members)) {
    const target =
      to === undefined && !optional ? linkTarget(lock.packages.get(`node_modules/${name}`) ?? {}) : undefined;
    if (target === undefined) continue;
    throw new UserError({
      what: `${location} needs ${name} of this workspace (${target}), which the project does not depend on`,
      where: { file: lock.file },
      fix: `add "${name}" to the dependencies of the project that uses ${location.replace(/^.*node_modules\//, '')}`,
    });
  }
}
