import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';

/**
 * Gives a worktree the packages that are installed in the workspace. A package of the workspace itself is linked to the worktree's own: a
 * plain link to the whole folder would have the baseline run what is new.
 * @param folders relative, those in which packages may be installed
 */
export function linkNodeModules(workspace: string, worktree: string, folders: readonly string[]): void {
  for (const folder of folders) {
    const from = join(workspace, folder, 'node_modules');
    if (!existsSync(from) || !existsSync(join(worktree, folder))) continue;
    for (const name of packagesIn(from)) {
      const to = join(worktree, folder, 'node_modules', name);
      mkdirSync(dirname(to), { recursive: true });
      symlinkSync(counterpart(join(from, name), workspace, worktree), to);
    }
  }
}

function packagesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => join(name, inner)) : [name],
  );
}

function counterpart(path: string, workspace: string, worktree: string): string {
  // A link of which the end is gone is a link to nothing there too.
  const real = existsSync(path) ? realpathSync(path) : path;
  const inside = relative(realpathSync(workspace), real);
  const own = !inside.startsWith('..') && !isAbsolute(inside) && !inside.split(/[\\/]/).includes('node_modules');
  return own ? join(worktree, inside) : real;
}
