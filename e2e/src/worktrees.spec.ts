import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@slipway/kit/process';
import { openStack } from './stack.js';
import { dockerText, repository } from './workspace.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-worktrees-'));
const names = ['slipway-e2e-left', 'slipway-e2e-right'];
const roots = names.map((name) => join(folder, name));
// No name of its own is given: that each stack stands alone is what is tested.
const stacks = roots.map((root) => openStack(root, undefined, 'test'));

async function git(...args: readonly string[]): Promise<void> {
  const outcome = await run('git', args, { cwd: repository });
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) throw new Error(`git ${args.join(' ')} failed`);
}

beforeAll(async () => {
  for (const root of roots) {
    await git('worktree', 'add', '--detach', root);
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  }
});
afterAll(async () => {
  for (const stack of stacks) await stack.nx('down', '--volumes');
  for (const root of roots) await git('worktree', 'remove', '--force', root);
  rmSync(folder, { recursive: true, force: true });
  const tagged = await dockerText('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}');
  const ours = tagged.split('\n').filter((name) => names.some((worktree) => name.endsWith(`:${worktree}`)));
  if (ours.length > 0) await dockerText('image', 'rm', ...ours);
});

const left = async (): Promise<string> =>
  [
    await dockerText('ps', '--all', '--format', '{{.Names}}'),
    await dockerText('volume', 'ls', '--format', '{{.Name}}'),
    await dockerText('network', 'ls', '--format', '{{.Name}}'),
  ].join('\n');

test('the stacks of two worktrees are up at the same time, and afterwards nothing is left of them', async () => {
  const ups = await Promise.all(stacks.map((stack) => stack.nx('up')));
  for (const { exitCode, output } of ups) {
    if (exitCode !== 0) throw new Error(output);
  }
  const gateways = stacks.map((stack) => stack.url('gateway', 8080));
  expect(new Set(gateways).size).toBe(2);
  for (const gateway of gateways) expect((await fetch(`${gateway}/health`)).status).toBe(200);
  for (const name of names) expect(await left()).toContain(name);

  for (const stack of stacks) expect((await stack.nx('down', '--volumes')).exitCode).toBe(0);
  for (const name of names) expect(await left()).not.toContain(name);
});
