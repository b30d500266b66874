import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { UserError } from '@slipway/kit';
import { startDaemon, type DaemonOptions } from './daemon.js';

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-daemon-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A stand-in for dockerd that writes its process id, and counts as up once that is there. */
function daemon(script: string, changes: Partial<DaemonOptions> = {}): DaemonOptions {
  const ready = join(folder, 'pid');
  return {
    program: process.execPath,
    args: ['-e', script, ready],
    log: join(folder, 'log'),
    answers: () => Promise.resolve(existsSync(ready)),
    timeoutMs: 20_000,
    pollMs: 10,
    ...changes,
  };
}

const COMES_UP = "require('node:fs').writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1000);";
const NEVER_UP =
  "require('node:fs').writeFileSync(process.argv[1] + '.slow', String(process.pid)); setInterval(() => {}, 1000);";

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function waitFor(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function readPid(name: string): number {
  return Number(readFileSync(join(folder, name), 'utf8'));
}

test('a daemon that comes up goes on running', async () => {
  await startDaemon(daemon(COMES_UP));
  const pid = readPid('pid');
  expect(isRunning(pid)).toBe(true);
  process.kill(pid);
});

test('a daemon that dies is told with its last words, and not with those of an earlier run', async () => {
  writeFileSync(join(folder, 'log'), 'an old failure\n');
  const error: unknown = await startDaemon(daemon("console.error('no such directive'); process.exit(3)")).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toContain('ended with 3; its last words:\n  no such directive');
  expect((error as Error).message).toContain(join(folder, 'log'));
  expect((error as Error).message).not.toContain('an old failure');
});

test('a daemon that dies because another one came first is no failure', async () => {
  await startDaemon(daemon("require('node:fs').writeFileSync(process.argv[1], ''); process.exit(1)"));
});

test('a daemon that does not answer in time is stopped', async () => {
  await expect(startDaemon(daemon(NEVER_UP, { timeoutMs: 2_000 }))).rejects.toThrow('does not answer after 2 s');
  await waitFor(() => !isRunning(readPid('pid.slow')));
});

test('a signal stops it, and its reason is what is thrown', async () => {
  const controller = new AbortController();
  const started = startDaemon(daemon(NEVER_UP, { signal: controller.signal }));
  await Promise.race([started, waitFor(() => existsSync(join(folder, 'pid.slow')) && readPid('pid.slow') > 0)]);
  controller.abort(new UserError({ what: 'stopped' }));
  await expect(started).rejects.toThrow('stopped');
  await waitFor(() => !isRunning(readPid('pid.slow')));
});

test('a program that is not there is told', async () => {
  await expect(startDaemon(daemon('', { program: join(folder, 'nope') }))).rejects.toThrow('ENOENT');
});
