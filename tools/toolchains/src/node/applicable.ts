import { isInside, joinPath, sortedUnique } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { edgesOf } from './dependencies.js';
import type { PackageManifest } from './manifest.js';
import { npmLocks, otherLocks, type Packages } from './packages.js';
import { resolveDependency, type Declarer } from './resolve.js';
import { TsConfigs } from './tsconfig.js';

/** The files of an install root that decide what is installed. */
const SETTINGS = [
  'package.json',
  ...npmLocks,
  ...otherLocks,
  '.npmrc',
  'pnpm-workspace.yaml',
  '.yarnrc.yml',
  '.yarnrc',
];

/**
 * The files that can change what each package builds, though they lie neither in it nor in what its production build depends on: manifest,
 * lock and settings of its workspace, packed packages, and the tsconfigs that its own ones extend or refer to.
 */
export function applicableFiles(packages: Packages, reader: Reader): ReadonlyMap<string, readonly string[]> {
  const graph = readGraph(packages);
  const shared = shareOf(packages, reader);
  const settings = new Map(
    [...packages.installRoots].map(([root, manifest]) => [root, settingsOf(root, manifest, packages, reader)]),
  );
  return new Map(
    [...packages.byFolder.values()].map(({ folder, installRoot }) => {
      const production = reachable([folder], graph.production);
      const tested = reachable([folder, ...(graph.development.get(folder) ?? [])], graph.production);
      const all = [...(settings.get(installRoot) ?? []), ...[...tested].flatMap((needed) => shared.get(needed) ?? [])];
      const inside = [...production];
      return [folder, sortedUnique(all.filter((path) => !inside.some((needed) => isInside(path, needed))))];
    }),
  );
}

/** Packed packages in the repository that are among the dependencies of a package or of a workspace's root. */
export function archivesOf(
  from: Declarer,
  manifest: PackageManifest,
  packages: Packages,
  reader: Reader,
): readonly string[] {
  return manifest.dependencies.flatMap((declared) => {
    const resolution = resolveDependency(from, declared, packages);
    return resolution.kind === 'archive' && reader.isFile(resolution.path) ? [resolution.path] : [];
  });
}

interface Graph {
  readonly production: ReadonlyMap<string, readonly string[]>;
  readonly development: ReadonlyMap<string, readonly string[]>;
}

function readGraph(packages: Packages): Graph {
  const edges = [...packages.byFolder.values()].map((from) => [from.folder, edgesOf(from, packages)] as const);
  const ofKind = (kind: 'production' | 'development'): Graph['production'] =>
    new Map(
      edges.map(([folder, list]) => [folder, list.filter((edge) => edge.kind === kind).map(({ target }) => target)]),
    );
  return { production: ofKind('production'), development: ofKind('development') };
}

/** What each package by itself needs from outside of its folder. */
function shareOf(packages: Packages, reader: Reader): ReadonlyMap<string, readonly string[]> {
  const configs = new TsConfigs(reader);
  return new Map(
    [...packages.byFolder.values()].map((entry): readonly [string, readonly string[]] => {
      const chain = [...configs.chain(entry.folder)].filter((path) => !isInside(path, entry.folder));
      return [entry.folder, [...chain, ...archivesOf(entry, entry.manifest, packages, reader)]];
    }),
  );
}

function settingsOf(root: string, manifest: PackageManifest, packages: Packages, reader: Reader): readonly string[] {
  const files = SETTINGS.map((name) => joinPath(root, name)).filter((path) => reader.isFile(path));
  const declarer = { folder: root, file: joinPath(root, 'package.json'), installRoot: root };
  return [...files, ...archivesOf(declarer, manifest, packages, reader)];
}

/** All that is reachable from some folders; a circle ends the walk here and is told when it is built. */
function reachable(start: readonly string[], targets: Graph['production']): ReadonlySet<string> {
  const seen = new Set<string>();
  const pending = [...start];
  for (let current = pending.pop(); current !== undefined; current = pending.pop()) {
    if (seen.has(current)) continue;
    seen.add(current);
    pending.push(...(targets.get(current) ?? []));
  }
  return seen;
}
