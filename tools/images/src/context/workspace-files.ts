/**
 * Every file of the workspace that Nx would hash: tracked or not, less what git and Nx ignore. The one place that reaches for
 * `@nx/devkit/internal`, which moves between releases: with the daemon it asks the daemon, without it walks the workspace.
 * @returns relative paths in no order
 */
export async function workspaceFiles(workspaceRoot: string): Promise<readonly string[]> {
  const { globWithWorkspaceContext } = await import('@nx/devkit/internal');
  return await globWithWorkspaceContext(workspaceRoot, ['**/*']);
}
