import { posix } from 'node:path';
import { joinPath, relativeTo } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { parseManifest, type PackageManifest } from './manifest.js';
import { memberMatcher } from './members.js';
import { parsePnpmPackages } from './pnpm-workspace.js';
import { parseSpecifier, pathTarget } from './specifier.js';

/** Locks that we prune, in the order in which npm looks for them. */
export const npmLocks = ['npm-shrinkwrap.json', 'package-lock.json'] as const;
/** Locks by which we know other package managers. */
export const otherLocks = ['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'] as const;

/** A package that is a project. */
export interface NodePackage {
  readonly folder: string;
  /** Its package.json. */
  readonly file: string;
  readonly name: string;
  readonly manifest: PackageManifest;
  /** The folder whose package.json and lock install it: its workspace's root, or its own. */
  readonly installRoot: string;
}

/** The packages of a repository. */
export interface Packages {
  readonly byFolder: ReadonlyMap<string, NodePackage>;
  /** The package.json of each folder that installs some of them. */
  readonly installRoots: ReadonlyMap<string, PackageManifest>;
  /** The members of a workspace by their names, by its root. A name that two of them have is listed with both. */
  readonly members: ReadonlyMap<string, ReadonlyMap<string, readonly NodePackage[]>>;
}

/**
 * Finds the packages that are projects: members of a workspace, packages with a lock of their own, services that have none yet, and what
 * those name by path.
 * A workspace's root is none of them, nor is a package.json that only marks a folder or belongs to a fixture.
 * @param files package.json and pnpm-workspace.yaml files, relative to the repository
 */
export function readPackages(files: readonly string[], reader: Reader): Packages {
  const manifests = readManifests(files, reader);
  const matchers = workspaceMatchers(manifests, new Set(files), reader);
  const found = new Map<string, NodePackage>();
  for (const folder of [...manifests.keys()].sort((a, b) => depth(a) - depth(b))) {
    const around = ancestors(folder);
    const root = around.find((candidate) => matchers.get(candidate)?.(relativeTo(candidate, folder)));
    // npm knows no workspace inside a workspace: what a member says of members does not count.
    if (root !== undefined) matchers.delete(folder);
    const isOthers = around.some((outer) => matchers.has(outer) || (outer !== '.' && found.has(outer)));
    const isAlone =
      isStandalone(folder, manifests, matchers, reader) ||
      (!isOthers && !matchers.has(folder) && isService(manifests.get(folder)));
    const installRoot = root ?? (isAlone ? folder : undefined);
    if (installRoot !== undefined) addPackage(found, manifests, folder, installRoot);
  }
  addLinked(found, manifests, matchers);
  const roots = new Set([...found.values()].map(({ installRoot }) => installRoot));
  return {
    byFolder: found,
    installRoots: new Map([...manifests].filter(([folder]) => roots.has(folder))),
    members: membersByName(found),
  };
}

function readManifests(files: readonly string[], reader: Reader): ReadonlyMap<string, PackageManifest> {
  const manifests = new Map<string, PackageManifest>();
  for (const file of files) {
    if (posix.basename(file) !== 'package.json' || `/${file}`.includes('/node_modules/')) continue;
    const text = reader.read(file);
    if (text !== undefined) manifests.set(posix.dirname(file), parseManifest(text, file));
  }
  return manifests;
}

type Matchers = ReadonlyMap<string, (folder: string) => boolean>;

function workspaceMatchers(
  manifests: ReadonlyMap<string, PackageManifest>,
  files: ReadonlySet<string>,
  reader: Reader,
): Map<string, (folder: string) => boolean> {
  const matchers = new Map<string, (folder: string) => boolean>();
  for (const [folder, manifest] of manifests) {
    const pnpm = joinPath(folder, 'pnpm-workspace.yaml');
    const globs = files.has(pnpm) ? parsePnpmPackages(reader.read(pnpm) ?? '') : manifest.workspaces;
    if (globs !== undefined) matchers.set(folder, memberMatcher(globs));
  }
  return matchers;
}

/**
 * A package with a lock of its own. In the repository's root that is not enough: there it is as often the home of the repository's tools,
 * so it has to say that it is a program or a library.
 */
function isStandalone(
  folder: string,
  manifests: ReadonlyMap<string, PackageManifest>,
  matchers: Matchers,
  reader: Reader,
): boolean {
  if (matchers.has(folder) || ![...npmLocks, ...otherLocks].some((lock) => reader.isFile(joinPath(folder, lock))))
    return false;
  const manifest = manifests.get(folder);
  if (folder !== '.' || manifest === undefined || manifest.problems.length > 0) return true;
  return ['main', 'exports', 'bin', 'nx'].some((field) => field in manifest.content) || 'start' in manifest.scripts;
}

/**
 * A package with a name and a start script. Without a lock it can't be built, which its image's target says; were it no project, nobody would
 * say anything. What lies in a workspace that leaves it out, or in another package, is a fixture or an example.
 */
function isService(manifest: PackageManifest | undefined): boolean {
  return manifest?.name !== undefined && 'start' in manifest.scripts;
}

function addPackage(
  found: Map<string, NodePackage>,
  manifests: ReadonlyMap<string, PackageManifest>,
  folder: string,
  installRoot: string,
): void {
  const manifest = manifests.get(folder);
  if (manifest === undefined) return;
  const name = manifest.name ?? (folder === '.' ? 'root' : posix.basename(folder));
  found.set(folder, { folder, file: joinPath(folder, 'package.json'), name, manifest, installRoot });
}

/** Packages that only a path leads to are projects as well: their sources go into what is built. */
function addLinked(
  found: Map<string, NodePackage>,
  manifests: ReadonlyMap<string, PackageManifest>,
  matchers: Matchers,
): void {
  const pending = [...found.values()];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    for (const { name, specifier } of current.manifest.dependencies) {
      const parsed = parseSpecifier(name, specifier);
      const target = parsed.kind === 'path' ? pathTarget(current.folder, parsed.path) : undefined;
      if (target === undefined || found.has(target) || matchers.has(target)) continue;
      addPackage(found, manifests, target, target);
      const added = found.get(target);
      if (added !== undefined) pending.push(added);
    }
  }
}

function membersByName(found: ReadonlyMap<string, NodePackage>): Packages['members'] {
  const members = new Map<string, Map<string, NodePackage[]>>();
  for (const entry of found.values()) {
    if (entry.installRoot === entry.folder) continue;
    const named = members.get(entry.installRoot) ?? new Map<string, NodePackage[]>();
    members.set(entry.installRoot, named);
    named.set(entry.name, [...(named.get(entry.name) ?? []), entry]);
  }
  return members;
}

/** The folders around a folder, the outermost first. */
function ancestors(folder: string): readonly string[] {
  if (folder === '.') return [];
  const parts = folder.split('/');
  return ['.', ...parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'))];
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}
