import { joinPath } from '@slipway/kit';
import type { Dependency, Reader, RecognisedProject } from '../toolchain.js';
import { readLockReach } from './lock.js';
import type { CargoManifest } from './manifest.js';
import {
  dependencyNames,
  findRoot,
  manifestLoader,
  pathDependencies,
  resolvePath,
  type ManifestLoader,
} from './workspace.js';

/** The edges that manifests declare by path, optional and platform-specific ones too, and those to folders that replace third-party packages. */
export function dependencies(projects: readonly RecognisedProject[], reader: Reader): readonly Dependency[] {
  const load = manifestLoader(reader);
  const folders = new Set(projects.map(({ root }) => root));
  const patches = patchFinder(reader);
  return projects.flatMap(({ root: source, manifest: file }) => {
    const parsed = load(file);
    if (parsed?.kind !== 'manifest') return [];
    const root = rootOf(parsed.manifest, load);
    const edges = [...declaredEdges(parsed.manifest, root), ...patches(parsed.manifest, root)];
    return strongest(edges.filter(({ target }) => target !== source && folders.has(target)));
  });
}

function rootOf(manifest: CargoManifest, load: ManifestLoader): CargoManifest {
  const root = findRoot(manifest, load);
  return root.kind === 'manifest' ? root.manifest : manifest;
}

function declaredEdges(manifest: CargoManifest, root: CargoManifest): readonly Dependency[] {
  return pathDependencies(manifest, root).map(({ declared, folder }) => ({
    source: manifest.folder,
    target: folder,
    kind: declared.kind === 'dev' ? 'development' : 'production',
    sourceFile: manifest.file,
  }));
}

/** Finds the patched folders that a package's build compiles, mostly by way of third-party packages: only the lock knows of those. */
function patchFinder(reader: Reader): (manifest: CargoManifest, root: CargoManifest) => readonly Dependency[] {
  const locks = new Map<string, ReturnType<typeof readLockReach>>();
  const reachIn = (folder: string): ReturnType<typeof readLockReach> => {
    const file = joinPath(folder, 'Cargo.lock');
    const text = locks.has(file) ? undefined : reader.read(file);
    if (text !== undefined) locks.set(file, readLockReach(text, file));
    return locks.get(file);
  };
  return (manifest, root) => {
    if (root.patches.length === 0) return [];
    const reach = reachIn(root.folder);
    const own = manifest.package?.['name'];
    const reached = typeof own === 'string' ? reach?.(own) : undefined;
    const direct = dependencyNames(manifest, root);
    return root.patches
      .filter((patch) => direct.has(patch.package) || reached?.has(patch.package) === true)
      .map((patch) => ({
        source: manifest.folder,
        target: resolvePath(root.folder, patch.path),
        kind: 'production',
        sourceFile: root.file,
      }));
  };
}

/** One edge for each target: a package that production needs is no development dependency, whatever else asks for it. */
function strongest(edges: readonly Dependency[]): readonly Dependency[] {
  const byTarget = new Map<string, Dependency>();
  for (const edge of edges) {
    const known = byTarget.get(edge.target);
    if (known === undefined || (known.kind === 'development' && edge.kind === 'production'))
      byTarget.set(edge.target, edge);
  }
  return [...byTarget.values()];
}
