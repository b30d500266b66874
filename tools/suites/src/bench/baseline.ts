import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@slipway/kit';
import { addWorktree, removeWorktree, type Worktree } from '@slipway/kit/git';
import { linkNodeModules } from './node-modules.js';

/** What a baseline is made of. */
export interface BaselineRequest {
  readonly workspaceRoot: string;
  /** The project's folder, relative. */
  readonly root: string;
  readonly base: string;
}

/**
 * Lends out a checkout of the baseline, which is gone again however that ends.
 * @throws UserError where there is no such commit
 */
export async function withBaseline<T>(
  { workspaceRoot, root, base }: BaselineRequest,
  use: (baseline: Worktree) => Promise<T>,
): Promise<T> {
  const parent = mkdtempSync(join(tmpdir(), 'slipway-baseline-'));
  const remove = (): void => {
    rmSync(parent, { recursive: true, force: true });
  };
  // Whoever presses Ctrl-C twice ends us before we are done with the first.
  process.once('exit', remove);
  try {
    const added = await addWorktree(workspaceRoot, join(parent, 'workspace'), base);
    if ('problem' in added)
      throw new UserError({
        what: `the baseline cannot be checked out: ${added.problem}`,
        fix: 'name a commit that is here: --base=<ref>, or NX_BASE',
      });
    linkNodeModules(workspaceRoot, added.folder, [...new Set(['.', root])]);
    return await use(added);
  } finally {
    await removeWorktree(workspaceRoot, join(parent, 'workspace'));
    remove();
    process.off('exit', remove);
  }
}
