import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addWorktree, changedFiles, linkedWorktreeName, readCheckout, removeWorktree } from './git.js';
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

test('a worktree holds what a branch started from, and nothing is left of it', async () => {
  const repo = mkdtempSync(join(tmpdir(), 'slipway-baseline-'));
  const parent = mkdtempSync(join(tmpdir(), 'slipway-baseline-'));
  const target = join(parent, 'base');
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd: repo });
  await git('init', '--initial-branch', 'trunk');
  mkdirSync(join(repo, 'shop'));
  const commit = async (text: string): Promise<void> => {
    writeFileSync(join(repo, 'shop', 'file'), text);
    await git('add', '--all');
    await git('commit', '--message', text);
  };
  await commit('fork');
  await git('checkout', '-b', 'topic');
  await commit('topic');
  await git('checkout', 'trunk');
  await commit('later');
  await git('checkout', 'topic');
  // What a repository does when people check something out is none of our business.
  writeFileSync(join(repo, '.git', 'hooks', 'post-checkout'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });

  const worktree = await addWorktree(join(repo, 'shop'), target, 'trunk');
  expect(worktree).toMatchObject({ folder: join(target, 'shop/') });
  expect(readFileSync(join(target, 'shop', 'file'), 'utf8')).toBe('fork');
  await removeWorktree(repo, target);
  expect(existsSync(target)).toBe(false);
  expect(await git('worktree', 'list', '--porcelain')).toMatchObject({
    stdout: expect.not.stringContaining(target) as string,
  });
  expect(await addWorktree(repo, target, 'nowhere')).toMatchObject({
    problem: expect.stringContaining('"nowhere"') as string,
  });
  for (const folder of [repo, parent]) rmSync(folder, { recursive: true });
});
