import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit, isMissing, joinPath, relativeTo } from '@slipway/kit';

/** A feature as it stands on disk; the path is relative to the workspace root. */
export interface FeatureFile {
  readonly path: string;
  readonly text: string;
}

/** The files that a tool may mean by a name, the likeliest first. */
export type ReadFeature = (uri: string) => readonly FeatureFile[];

/** Where images have the workspace. */
const CONTAINER_ROOT = '/workspace';

/** Makes a path that a tool wrote one relative to the workspace root: absolute, inside of a container, or relative to the project. */
export function workspacePath(uri: string, root: string, workspaceRoot: string | undefined): string {
  const path = uri.replace(/^file:\/\//, '').replaceAll('\\', '/');
  for (const folder of [workspaceRoot?.replaceAll('\\', '/'), CONTAINER_ROOT]) {
    if (folder !== undefined && path.startsWith(`${folder}/`)) return path.slice(folder.length + 1);
  }
  return path.startsWith('/') ? path : joinPath(root, path);
}

/** Reads the features of a project from disk. pytest-bdd names a feature by the last folders of its path only. */
export function featureFiles(workspaceRoot: string, root: string): ReadFeature {
  let known: readonly string[] | undefined;
  const read = (path: string) => ({ path, text: readFileSync(join(workspaceRoot, path), 'utf8') });
  return (uri) => {
    known ??= list(workspaceRoot, root);
    const exact = workspacePath(uri, root, workspaceRoot);
    const tail = `/${relativeTo(root, exact)}`;
    const others = known.filter((path) => path !== exact && `/${path}`.endsWith(tail));
    return [...known.filter((path) => path === exact), ...others].map(read);
  };
}

function list(workspaceRoot: string, folder: string): readonly string[] {
  const entries = entriesOf(join(workspaceRoot, folder));
  return entries.flatMap((entry) => {
    const path = joinPath(folder, entry.name);
    if (entry.isFile()) return entry.name.endsWith('.feature') ? [path] : [];
    const made = entry.name.startsWith('.') || ['node_modules', 'target', 'dist'].includes(entry.name);
    return entry.isDirectory() && !made ? list(workspaceRoot, path) : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCodeUnit(a.name, b.name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
