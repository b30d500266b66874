import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linkedWorktreeName, readCheckout } from './git.js';
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
