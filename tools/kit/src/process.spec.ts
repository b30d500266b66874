import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readIfPresent } from './files.js';
import { run } from './process.js';

const node = process.execPath;

test('gives what a program printed, line by line and in all', async () => {
  const lines: string[] = [];
  const outcome = await run(node, ['-e', 'console.log("a\\nb"); console.error("c"); process.exit(3)'], {
    onStdoutLine: (line) => lines.push(line),
  });
  expect(outcome).toEqual({ kind: 'exited', exitCode: 3, stdout: 'a\nb', stderr: 'c' });
  expect(lines).toEqual(['a', 'b']);
});

test('arguments reach the program as they are, with no shell between', async () => {
  const outcome = await run(node, ['-p', 'process.argv[1]', '--', '$HOME; `id` "x"']);
  expect(outcome).toMatchObject({ kind: 'exited', stdout: '$HOME; `id` "x"' });
});

test('a program that is not there is an outcome of its own', async () => {
  expect(await run('slipway-no-such-program', [])).toEqual({ kind: 'not-found', program: 'slipway-no-such-program' });
});

test('a program that does not end in time is ended', async () => {
  const outcome = await run(node, ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 200 });
  expect(outcome.kind).toBe('timed-out');
});

test('an abort ends the program, and by force where it does not listen', async () => {
  const controller = new AbortController();
  const code = 'process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1000)';
  const outcome = await run(node, ['-e', code], {
    signal: controller.signal,
    killAfterMs: 100,
    onStdoutLine: () => {
      controller.abort();
    },
  });
  expect(outcome).toMatchObject({ kind: 'killed' });
});

test('a variable can be added and removed', async () => {
  process.env['SLIPWAY_TEST'] = 'outer';
  const print = ['-p', 'JSON.stringify([process.env.SLIPWAY_TEST, process.env.ADDED])'];
  expect(await run(node, print, { env: { ADDED: '1', SLIPWAY_TEST: undefined } })).toMatchObject({
    stdout: '[null,"1"]',
  });
  delete process.env['SLIPWAY_TEST'];
});

test('a program that outlives us hears what it is told, and then that we are gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-outliving-'));
  try {
    const log = join(folder, 'log');
    const child = `let said = ''; require('net').Socket({ fd: 3 }).on('data', (data) => { said += data; })
      .on('close', () => { setTimeout(() => console.log('heard ' + said.trim() + ', then nothing'), 100); });`;
    const us = `const { startOutliving } = await import(${JSON.stringify(new URL('process.js', import.meta.url).href)});
      const child = startOutliving(process.execPath, ['-e', ${JSON.stringify(child)}], { lifeline: 'pipe', outputFile: ${JSON.stringify(log)} });
      child.tell('hello'); child.leave(); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 500);`;
    expect(await run(node, ['--input-type=module', '-e', us])).toMatchObject({ kind: 'killed' });
    for (let tries = 0; tries < 600 && (readIfPresent(log) ?? '') === ''; tries += 1) await sleep(50);
    expect(readIfPresent(log)).toBe('heard hello, then nothing\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('lines that are not kept reach their reader all the same', async () => {
  const lines: string[] = [];
  const outcome = await run(node, ['-e', 'console.log("a\\nb")'], {
    stdio: 'lines',
    onStdoutLine: (line) => lines.push(line),
  });
  expect(lines).toEqual(['a', 'b']);
  expect(outcome).toMatchObject({ kind: 'exited', exitCode: 0, stdout: '' });
});

test.each(['timeout', 'abort'] as const)('a group ends with all that its program started, on %s', async (way) => {
  const controller = new AbortController();
  let grandchild = 0;
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    console.log(String(child.pid));
    setInterval(() => {}, 1000);`;
  const outcome = await run(node, ['-e', script], {
    ends: 'group',
    ...(way === 'timeout' ? { timeoutMs: 2_000 } : { signal: controller.signal }),
    onStdoutLine: (line) => {
      grandchild = Number(line);
      if (way === 'abort') controller.abort();
    },
  });
  expect(outcome.kind).toBe(way === 'timeout' ? 'timed-out' : 'killed');
  expect(grandchild).toBeGreaterThan(0);
  await waitUntilGone(grandchild);
});

async function waitUntilGone(pid: number): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    // A process that ended stays in the table until init takes note.
    if (readIfPresent(`/proc/${String(pid)}/stat`)?.includes(') Z ') === true) return;
    await sleep(50);
  }
  throw new Error(`process ${String(pid)} lives on`);
}
