import { posix } from 'node:path';
import picomatch from 'picomatch';
import { isInside, joinPath, leavesWorkspace } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { parseManifest, type CargoManifest, type DeclaredDependency, type ParsedManifest } from './manifest.js';
import { asTable, asText, type TomlValue } from '../toml.js';

/** Gives the manifest of a path, read once; `undefined` where there is no such file. */
export type ManifestLoader = (file: string) => ParsedManifest | undefined;

/** A dependency on a folder, by that folder's path from the repository's root. */
export interface PathDependency {
  readonly declared: DeclaredDependency;
  readonly folder: string;
}

/** Reads manifests, each once. */
export function manifestLoader(reader: Reader): ManifestLoader {
  const read = new Map<string, ParsedManifest | undefined>();
  return (file) => {
    if (!read.has(file)) {
      const text = reader.read(file);
      read.set(file, text === undefined ? undefined : parseManifest(text, file));
    }
    return read.get(file);
  };
}

/** Each folder's Cargo.toml. */
export function manifestIn(folder: string): string {
  return joinPath(folder, 'Cargo.toml');
}

/**
 * The root manifest of the workspace that a manifest belongs to, found as Cargo finds it: itself, where its `package.workspace` points,
 * or the next folder above whose `[workspace]` does not exclude it. A package in no workspace is its own root.
 */
export function findRoot(manifest: CargoManifest, load: ManifestLoader): ParsedManifest {
  const alone: ParsedManifest = { kind: 'manifest', manifest };
  if (manifest.workspace !== undefined) return alone;
  const pointer = pointedRoot(manifest);
  if (pointer !== undefined) return load(pointer) ?? alone;
  for (const folder of foldersAbove(manifest.folder)) {
    const above = load(manifestIn(folder));
    if (above === undefined) continue;
    if (above.kind === 'broken') return above;
    const elsewhere = pointedRoot(above.manifest);
    if (elsewhere !== undefined) return load(elsewhere) ?? alone;
    if (above.manifest.workspace !== undefined && !isExcluded(above.manifest, manifest.folder)) return above;
  }
  return alone;
}

function pointedRoot(manifest: CargoManifest): string | undefined {
  const pointer = asText(manifest.package?.['workspace']);
  return pointer === undefined ? undefined : manifestIn(joinPath(manifest.folder, pointer));
}

/** The folders above one, nearest first, the repository's root last. */
export function foldersAbove(folder: string): readonly string[] {
  const above: string[] = [];
  for (let current = folder; current !== '.';) {
    current = posix.dirname(current);
    above.push(current);
  }
  return above;
}

/** True where `exclude` covers a folder. It holds paths, not patterns, and a member that is named in full comes before it. */
export function isExcluded({ folder: root, workspace }: CargoManifest, folder: string): boolean {
  const covers = (path: string): boolean => isInside(folder, joinPath(root, path));
  return workspace !== undefined && workspace.exclude.some(covers) && !workspace.members.some(covers);
}

/**
 * The folders of a workspace's members: the root package, what the patterns of `members` match, and, as Cargo adds them on its own,
 * the path dependencies of these that lie in the root's folder.
 * @param folders all folders that have a manifest
 */
export function findMembers(
  root: CargoManifest,
  folders: readonly string[],
  load: ManifestLoader,
): ReadonlySet<string> {
  const matches = memberMatcher(root);
  const members = new Set<string>();
  const queue = folders.filter((folder) => matches(folder) && !isExcluded(root, folder));
  if (root.package !== undefined) queue.push(root.folder);
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    if (members.has(folder)) continue;
    members.add(folder);
    const member = load(manifestIn(folder));
    if (member?.kind !== 'manifest') continue;
    for (const { folder: target } of pathDependencies(member.manifest, root)) {
      if (joins(root, target, load)) queue.push(target);
    }
  }
  return members;
}

function joins(root: CargoManifest, folder: string, load: ManifestLoader): boolean {
  const target = leavesWorkspace(folder) ? undefined : load(manifestIn(folder));
  if (target?.kind !== 'manifest' || isExcluded(root, folder)) return false;
  const own = findRoot(target.manifest, load);
  return own.kind === 'manifest' && own.manifest.file === root.file;
}

/** Cargo's patterns know `*`, `**`, `?` and `[…]`, and nothing else that picomatch does; they match names with a leading dot too. */
function memberMatcher({ folder, workspace }: CargoManifest): (folder: string) => boolean {
  const patterns = (workspace?.members ?? []).map((pattern) => joinPath(folder, pattern));
  if (patterns.length === 0) return () => false;
  const literal = new Set(patterns);
  const matches = picomatch(patterns, { dot: true, nobrace: true, noextglob: true, nonegate: true });
  return (candidate) => literal.has(candidate) || matches(candidate);
}

/** A manifest's dependencies on folders, with those that it inherits from its workspace. Paths may leave the repository. */
export function pathDependencies(manifest: CargoManifest, root: CargoManifest): readonly PathDependency[] {
  return manifest.dependencies.flatMap((declared) => {
    const { path } = sourceOf(declared, root);
    if (path === undefined) return [];
    return [{ declared, folder: resolvePath(declared.inherited ? root.folder : manifest.folder, path) }];
  });
}

/** The names of the packages that a manifest depends on, whatever it calls them. */
export function dependencyNames(manifest: CargoManifest, root: CargoManifest): ReadonlySet<string> {
  return new Set(manifest.dependencies.map((declared) => sourceOf(declared, root).package));
}

function sourceOf(declared: DeclaredDependency, root: CargoManifest): Pick<DeclaredDependency, 'package' | 'path'> {
  if (!declared.inherited) return declared;
  return root.workspace?.dependencies.get(declared.key) ?? { package: declared.key };
}

/** Where a path of a manifest leads, from the repository's root; an absolute one stays as it is. */
export function resolvePath(folder: string, path: string): string {
  return posix.isAbsolute(path) ? path : joinPath(folder, path);
}

/** The path from one folder to another, both from the repository's root. */
export function relativePath(from: string, to: string): string {
  return posix.relative(joinPath('/', from), joinPath('/', to)) || '.';
}

/** A key of `[package]`, with `key.workspace = true` resolved in the root's `[workspace.package]`. */
export function packageValue(manifest: CargoManifest, root: CargoManifest, key: string): TomlValue | undefined {
  const own = manifest.package?.[key];
  return asTable(own)?.['workspace'] === true ? root.workspace?.package[key] : own;
}

/** The package's edition; Cargo's default is its first one. */
export function editionOf(manifest: CargoManifest, root: CargoManifest): string {
  return asText(packageValue(manifest, root, 'edition')) ?? '2015';
}
