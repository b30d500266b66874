import { posix } from 'node:path';

/** True where `path` is `folder` or lies below it. Both are relative to the workspace root, with `/`; `.` is the root itself. */
export function isInside(path: string, folder: string): boolean {
  return folder === '.' || path === folder || path.startsWith(`${folder}/`);
}

/** Joins and normalises workspace-relative paths: `apps/core` and `../../libs/x` give `libs/x`; the root is `.`. */
export function joinPath(...parts: readonly string[]): string {
  const joined = posix.normalize(posix.join(...parts));
  return joined.length > 1 && joined.endsWith('/') ? joined.slice(0, -1) : joined;
}

/** The part of `path` below `folder`; `path` must be inside it. */
export function relativeTo(folder: string, path: string): string {
  return folder === '.' ? path : path === folder ? '.' : path.slice(folder.length + 1);
}

/** True where a normalised path leaves the workspace. */
export function leavesWorkspace(path: string): boolean {
  return path === '..' || path.startsWith('../') || posix.isAbsolute(path);
}
