import { isInside, leavesWorkspace, sortedUnique } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import type { CargoManifest, ParsedManifest } from './manifest.js';
import { settingsFiles } from './settings.js';
import { findRoot, manifestIn, pathDependencies, type ManifestLoader } from './workspace.js';

/**
 * Tells of each package which files beside its own can change its build: the manifest and the lock of its workspace, the root manifests
 * of other workspaces that this one takes packages from, and the settings in the workspace's folder and above it.
 */
export function applicableFiles(
  parsed: readonly ParsedManifest[],
  load: ManifestLoader,
  reader: Reader,
): (manifest: CargoManifest, root: CargoManifest) => readonly string[] {
  const foreign = foreignRoots(parsed, load);
  const settled = new Map<string, readonly string[]>();
  const settingsOf = (folder: string): readonly string[] => {
    const known = settled.get(folder) ?? settingsFiles(folder, reader);
    settled.set(folder, known);
    return known;
  };
  return (manifest, root) => {
    const roots = [root.file, ...(foreign.get(root.file) ?? [])].filter((file) => file !== manifest.file);
    const shared = settingsOf(root.folder).filter((file) => !isInside(file, manifest.folder));
    return sortedUnique([...roots, ...shared]);
  };
}

/** For each root manifest those of the other workspaces that its members' path dependencies lead to, however far. */
function foreignRoots(
  parsed: readonly ParsedManifest[],
  load: ManifestLoader,
): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, Set<string>>();
  for (const entry of parsed) {
    if (entry.kind === 'broken') continue;
    const root = findRoot(entry.manifest, load);
    if (root.kind === 'broken') continue;
    for (const { folder } of pathDependencies(entry.manifest, root.manifest)) {
      const target = leavesWorkspace(folder) ? undefined : load(manifestIn(folder));
      const targetRoot = target?.kind === 'manifest' ? findRoot(target.manifest, load) : undefined;
      if (targetRoot?.kind !== 'manifest' || targetRoot.manifest.file === root.manifest.file) continue;
      const known = direct.get(root.manifest.file) ?? new Set();
      direct.set(root.manifest.file, known.add(targetRoot.manifest.file));
    }
  }
  return new Map([...direct.keys()].map((file) => [file, reachable(file, direct)]));
}

function reachable(start: string, edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...(edges.get(start) ?? [])];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    queue.push(...(edges.get(file) ?? []));
  }
  return seen;
}
