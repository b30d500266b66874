import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './process.js';

/** What git says of a checkout; `undefined` where the folder is no checkout or git is not installed. */
export interface Checkout {
  /** Full commit id, absent before the first commit. */
  readonly sha?: string;
  /** Branch name, absent when HEAD is detached. */
  readonly branch?: string;
  /** True in a linked worktree (`git worktree add`), false in the main one. */
  readonly linkedWorktree: boolean;
}

/** Runs git and gives its output, or `undefined` where it fails: a question that has no answer here. */
async function ask(cwd: string, ...args: readonly string[]): Promise<string | undefined> {
  const outcome = await run('git', args, { cwd });
  return outcome.kind === 'exited' && outcome.exitCode === 0 ? outcome.stdout.trim() : undefined;
}

/** Reads commit, branch and kind of worktree of the checkout that `folder` is in. The only door to git. */
export async function readCheckout(folder: string): Promise<Checkout | undefined> {
  const dirs = await ask(folder, 'rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir');
  if (dirs === undefined) return undefined;
  const [gitDir, commonDir] = dirs.split('\n');
  const [sha, branch] = await Promise.all([
    ask(folder, 'rev-parse', '--verify', 'HEAD'),
    ask(folder, 'symbolic-ref', '--short', 'HEAD'),
  ]);
  return {
    linkedWorktree: gitDir !== commonDir,
    ...(sha === undefined ? {} : { sha }),
    ...(branch === undefined ? {} : { branch }),
  };
}

/**
 * The name of the linked worktree (`git worktree add`) that a folder is in; `undefined` in the main one and outside of git. Read from the
 * `.git` file (https://git-scm.com/docs/gitrepository-layout) without starting git: it is asked on every run.
 */
export function linkedWorktreeName(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const git = join(current, '.git');
    const stat = statSync(git, { throwIfNoEntry: false });
    if (stat?.isDirectory() === true) return undefined;
    if (stat?.isFile() === true) return /\/worktrees\/([^/\n]+)\s*$/.exec(readFileSync(git, 'utf8'))?.[1];
    if (dirname(current) === current) return undefined;
  }
}

/**
 * The files below `folder` that differ from where the branch left `base`, committed or not, new ones that git does not ignore included;
 * relative to `folder`. Empty where there is no such ref: nothing is known to have changed.
 */
export async function changedFiles(folder: string, base: string): Promise<readonly string[]> {
  const fork = await ask(folder, 'merge-base', base, 'HEAD');
  if (fork === undefined) return [];
  const lists = await Promise.all([
    ask(folder, 'diff', '--name-only', '--relative', '--diff-filter=d', '-z', fork, '--'),
    ask(folder, 'ls-files', '--others', '--exclude-standard', '-z'),
  ]);
  return lists.flatMap((list) => (list ?? '').split('\0')).filter((path) => path !== '');
}

/** A commit's files in a folder of their own, beside the checkout they belong to. */
export interface Worktree {
  /** Full commit id. */
  readonly sha: string;
  /** What stands for the folder that was asked about, which may lie deep in its repository. */
  readonly folder: string;
}

/**
 * Checks out where HEAD left `base` (like `git diff base...`; `base` itself where they have nothing in common) into a new linked worktree,
 * without a branch. Hooks do not run: they are made for people's own checkouts.
 * @param folder in a checkout @param target absolute, must not exist or be empty
 */
export async function addWorktree(
  folder: string,
  target: string,
  base: string,
): Promise<Worktree | { readonly problem: string }> {
  const sha =
    (await ask(folder, 'merge-base', base, 'HEAD')) ??
    (await ask(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`));
  const prefix = await ask(folder, 'rev-parse', '--show-prefix');
  if (sha === undefined || prefix === undefined)
    return { problem: `git knows no commit "${base}" in ${folder}; a shallow clone has none but its own` };
  const added = await run('git', ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', target, sha], {
    cwd: folder,
  });
  if (added.kind === 'exited' && added.exitCode === 0) return { sha, folder: join(target, prefix) };
  return { problem: added.kind === 'exited' ? added.stderr : `git worktree add was ended: ${added.kind}` };
}

/** Removes a linked worktree with all that is in it, also one that was not finished or is gone already. @param target its folder */
export async function removeWorktree(folder: string, target: string): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  await ask(folder, 'worktree', 'prune');
}
