/**
 * Every file of the workspace that Nx would hash: tracked or not, less what git and Nx ignore. With the daemon it asks the daemon, without it
 * walks the workspace. This file is the one place that reaches into Nx: `@nx/devkit/internal` has the same functions, and costs every run 0.1 s.
 * @returns relative paths in no order
 */
export async function workspaceFiles(workspaceRoot: string): Promise<readonly string[]> {
  const { globWithWorkspaceContext } = await import('nx/src/utils/workspace-context.js');
  return await globWithWorkspaceContext(workspaceRoot, ['**/*']);
}

/** One hash, as Nx makes it, over the names and contents of all files of the workspace that a glob matches and no excluded one. */
export async function hashWorkspaceFiles(
  workspaceRoot: string,
  globs: readonly string[],
  exclude: readonly string[],
): Promise<string> {
  const { hashWithWorkspaceContext } = await import('nx/src/utils/workspace-context.js');
  return await hashWithWorkspaceContext(workspaceRoot, [...globs], [...exclude]);
}
