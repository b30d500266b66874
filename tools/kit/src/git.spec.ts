import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changedFiles, linkedWorktreeName, readCheckout } from './git.js';
import { run } from './process.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-git-'));
const main = join(root, 'main');
const linked = join(root, 'linked');

beforeAll(async () => {
  mkdirSync(main);
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: main });
  await git('init', '--initial-branch', 'trunk');
  await git('commit', '--allow-empty', '--message', 'first');
  await git('worktree', 'add', '-b', 'topic', linked);
  mkdirSync(join(linked, 'deep', 'er'), { recursive: true });
});

test('tells commit, branch and kind of worktree', async () => {
  const [one, two] = await Promise.all([readCheckout(main), readCheckout(linked)]);
  expect(one).toMatchObject({ branch: 'trunk', linkedWorktree: false });
  expect(two).toMatchObject({ branch: 'topic', linkedWorktree: true });
  expect(one?.sha).toMatch(/^[0-9a-f]{40}$/);
});

test('names a linked worktree from anywhere in it, and nothing else', () => {
  expect(linkedWorktreeName(join(linked, 'deep', 'er'))).toBe('linked');
  expect(linkedWorktreeName(main)).toBeUndefined();
  expect(linkedWorktreeName(root)).toBeUndefined();
});

test('a folder that is no checkout has no answer', async () => {
  expect(await readCheckout(root)).toBeUndefined();
});

test('what a branch has changed since it left its base: committed, edited and new files, below the folder alone', async () => {
  const repo = mkdtempSync(join(tmpdir(), 'slipway-changed-'));
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: repo });
  const write = (path: string, text: string) => {
    writeFileSync(join(repo, path), text);
  };
  await git('init', '--initial-branch', 'trunk');
  mkdirSync(join(repo, 'shop'));
  for (const name of ['same', 'edited', 'committed', 'gone']) write(`shop/${name}`, 'old');
  write('.gitignore', 'ignored\n');
  write('outside', 'old');
  await git('add', '--all');
  await git('commit', '--message', 'first');
  await git('checkout', '-b', 'topic');
  write('shop/committed', 'new');
  await git('commit', '--all', '--message', 'second');
  await git('checkout', 'trunk');
  write('shop/same', 'elsewhere');
  await git('commit', '--all', '--message', 'third');
  await git('checkout', 'topic');
  write('shop/edited', 'new');
  write('shop/a new öne', 'new');
  write('shop/ignored', 'new');
  write('outside', 'new');
  await git('rm', 'shop/gone');

  expect([...(await changedFiles(join(repo, 'shop'), 'trunk'))].sort()).toEqual(['a new öne', 'committed', 'edited']);
  expect(await changedFiles(join(repo, 'shop'), 'no-such-ref')).toEqual([]);
  expect(await changedFiles(root, 'trunk')).toEqual([]);
  rmSync(repo, { recursive: true });
});
