import { asStringRecord, isObject } from './json.js';
import { linkTarget, resolveInLock, type LockEntry } from './lock.js';

/** What one package of a lock needs of another. */
export interface LockEdge {
  readonly name: string;
  /** Absent where the lock has nothing by that name: not installed, or the lock is out of date. */
  readonly to?: string;
  readonly dev: boolean;
  readonly optional: boolean;
  readonly peer: boolean;
}

/** What npm notes of a package's place in the tree. All are true of a package until some way to it says otherwise. */
export interface LockFlags {
  /** Nothing needs it, but for an optional peer. */
  extraneous: boolean;
  dev: boolean;
  optional: boolean;
  devOptional: boolean;
  peer: boolean;
}

type Packages = ReadonlyMap<string, LockEntry>;

const PLAIN = { dev: false, optional: false, peer: false };

/** What a package needs. Where several fields name the same package the last one counts, as in npm: peers, dependencies, optional, dev. */
export function edgesFrom(packages: Packages, location: string, members: readonly string[]): readonly LockEdge[] {
  const entry = packages.get(location) ?? {};
  const needs = new Map<string, Omit<LockEdge, 'name' | 'to'>>();
  const optionalPeers = asOptionalPeers(entry['peerDependenciesMeta']);
  const add = (field: string, kind: Omit<LockEdge, 'name' | 'to'>): void => {
    for (const name of Object.keys(asStringRecord(entry[field]))) needs.set(name, kind);
  };
  add('peerDependencies', { ...PLAIN, peer: true });
  for (const name of optionalPeers) if (needs.has(name)) needs.set(name, { ...PLAIN, peer: true, optional: true });
  add('dependencies', PLAIN);
  add('optionalDependencies', { ...PLAIN, optional: true });
  if (!isInstalled(location)) add('devDependencies', { ...PLAIN, dev: true });
  // A workspace's root depends on each of its members, whatever else it says of them.
  if (location === '') for (const name of members) needs.set(name, PLAIN);
  return [...needs].map(([name, kind]) => {
    const to = resolveInLock(packages, location, name);
    return to === undefined ? { name, ...kind } : { name, to, ...kind };
  });
}

/** True for what npm puts into node_modules, false for the root, members and linked folders: only those bring their devDependencies. */
export function isInstalled(location: string): boolean {
  return location.startsWith('node_modules/') || location.includes('/node_modules/');
}

/**
 * The flags of every package that can be reached from the root, as npm computes them for the lock: a walk that unsets what a way to the
 * package rules out, until nothing changes.
 */
export function computeFlags(packages: Packages, members: readonly string[]): ReadonlyMap<string, Readonly<LockFlags>> {
  const flags = new Map<string, LockFlags>([
    ['', { extraneous: false, dev: false, optional: false, devOptional: false, peer: false }],
  ]);
  const visited = new Set<string>();
  const pending = [''];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    visited.add(current);
    const from = flagsOf(flags, current);
    const target = linkTarget(packages.get(current) ?? {});
    if (target !== undefined) {
      const changed = unset(flagsOf(flags, target), from);
      if (changed || !visited.has(target)) pending.push(target);
      continue;
    }
    for (const edge of edgesFrom(packages, current, members)) {
      if (edge.to !== undefined && unset(flagsOf(flags, edge.to), beyond(from, edge))) pending.push(edge.to);
    }
  }
  for (const flag of flags.values()) flag.devOptional &&= !flag.dev && !flag.optional;
  return flags;
}

/** What is true of a package if this edge is the only way to it. */
function beyond(from: LockFlags, { dev, optional, peer }: LockEdge): LockFlags {
  return {
    extraneous: from.extraneous || (peer && optional),
    dev: from.dev || dev,
    optional: from.optional || optional,
    devOptional: from.devOptional || from.dev || from.optional || dev || optional,
    peer: from.peer || peer,
  };
}

function flagsOf(flags: Map<string, LockFlags>, location: string): LockFlags {
  const known = flags.get(location) ?? { extraneous: true, dev: true, optional: true, devOptional: true, peer: true };
  flags.set(location, known);
  return known;
}

/** Unsets what `other` has unset. @returns whether that changed anything */
function unset(flags: LockFlags, other: LockFlags): boolean {
  let changed = false;
  for (const key of ['extraneous', 'dev', 'optional', 'devOptional', 'peer'] as const) {
    if (flags[key] && !other[key]) {
      flags[key] = false;
      changed = true;
    }
  }
  return changed;
}

function asOptionalPeers(meta: unknown): readonly string[] {
  if (!isObject(meta)) return [];
  return Object.entries(meta).flatMap(([name, value]) => (isObject(value) && value['optional'] === true ? [name] : []));
}
