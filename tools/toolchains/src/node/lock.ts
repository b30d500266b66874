import { posix } from 'node:path';
import { joinPath, UserError } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { asString, asStringRecord, isObject, parseJson } from './json.js';
import { npmLocks, otherLocks } from './packages.js';

/** One package of a lock, as npm wrote it. */
export type LockEntry = Readonly<Record<string, unknown>>;

/** A package-lock.json or npm-shrinkwrap.json of version 2 or 3. */
export interface PackageLock {
  readonly file: string;
  /** The entries by their place relative to the lock's folder: '' the root, `apps/x` a member, `node_modules/y`, `../z` a package outside. */
  readonly packages: ReadonlyMap<string, LockEntry>;
  /** What npm writes beside `packages`. */
  readonly head: Readonly<Record<string, unknown>>;
}

/**
 * Reads the lock in a folder.
 * @throws UserError where there is none, or none that we can prune
 */
export function readLock(folder: string, reader: Reader): PackageLock {
  const file = npmLocks.map((name) => joinPath(folder, name)).find((path) => reader.isFile(path));
  if (file === undefined) throw missingLock(folder, reader);
  const parsed = parseJson(reader.read(file) ?? '', file);
  if (parsed.kind === 'broken')
    throw new UserError({
      ...parsed.problem,
      fix: 'mend the file, or take the lock of the last commit and run: npm install',
    });
  const value = isObject(parsed.value) ? parsed.value : {};
  const packages = value['packages'];
  if (!isObject(packages)) {
    const version = typeof value['lockfileVersion'] === 'number' ? String(value['lockfileVersion']) : 'unknown';
    throw new UserError({
      what: `the lock has version ${version}; only 2 and 3 can be pruned`,
      where: { file },
      fix: 'run: npm install --lockfile-version 3',
    });
  }
  const entries = Object.entries(packages).filter((entry): entry is [string, LockEntry] => isObject(entry[1]));
  return { file, packages: new Map(entries), head: withoutTrees(value) };
}

function missingLock(folder: string, reader: Reader): UserError {
  const other = otherLocks.map((name) => joinPath(folder, name)).find((path) => reader.isFile(path));
  if (other === undefined) {
    return new UserError({
      what: 'no package-lock.json belongs to it',
      where: { file: joinPath(folder, 'package.json') },
      fix: 'run: npm install',
    });
  }
  return new UserError({
    what: 'only locks of npm are pruned so far',
    where: { file: other },
    fix: 'write a Dockerfile of the project that copies what it needs, or lock with npm',
  });
}

/** `dependencies` is npm 6's copy of the same facts; npm 7 and later read `packages` alone. */
function withoutTrees({
  packages: _packages,
  dependencies: _dependencies,
  ...head
}: Readonly<Record<string, unknown>>): PackageLock['head'] {
  return head;
}

/** Where Node finds a package that is asked for by the one at `location`: in its own node_modules, or in one of a folder around it. */
export function resolveInLock(
  packages: ReadonlyMap<string, LockEntry>,
  location: string,
  name: string,
): string | undefined {
  for (let folder = location; ; folder = parentOf(folder)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (packages.has(candidate)) return candidate;
    if (folder === '' || folder === '..' || folder.endsWith('/..')) return undefined;
  }
}

function parentOf(folder: string): string {
  const parent = posix.dirname(folder);
  return parent === '.' ? '' : parent;
}

/** The location that a link leads to; `undefined` for what is no link. */
export function linkTarget(entry: LockEntry): string | undefined {
  return entry['link'] === true ? asString(entry['resolved']) : undefined;
}

/** The commands that a package gives to those that depend on it. */
export function commandsOf(entry: LockEntry): readonly string[] {
  return Object.keys(asStringRecord(entry['bin']));
}

/** The text of a lock, with keys ordered as npm does, so that the same facts always give the same text. */
export function formatLock(head: PackageLock['head'], packages: ReadonlyMap<string, LockEntry>): string {
  const lock = { ...head, lockfileVersion: 3, requires: true, packages: Object.fromEntries(packages) };
  return `${JSON.stringify(lock, (_key, value: unknown) => (isObject(value) ? ordered(value) : value), 2)}\n`;
}

/** Keys that npm writes first. */
const FIRST = ['name', 'version', 'lockfileVersion', 'resolved', 'integrity', 'requires', 'packages', 'dependencies'];

function ordered(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(value).sort(
      ([a, left], [b, right]) =>
        Number(isObject(left)) - Number(isObject(right)) || rank(a) - rank(b) || a.localeCompare(b, 'en'),
    ),
  );
}

function rank(key: string): number {
  const index = FIRST.indexOf(key);
  return index === -1 ? FIRST.length : index;
}
