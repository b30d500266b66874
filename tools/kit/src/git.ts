import { readFileSync, statSync } from 'node:fs';
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
