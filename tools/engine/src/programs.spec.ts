import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@slipway/kit';
import { findProgram, lastLines, runOrFail } from './programs.js';

test('the last lines are those that say something', () => {
  expect(lastLines('one\ntwo  \n\nthree\n\n', 2)).toBe('  two\n  three');
});

test('a program that fails is told with its last words', async () => {
  const script = "console.error('E: no space left'); process.exit(7)";
  const failing = runOrFail('installing x', process.execPath, ['-e', script]);
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(/installing x failed: .* ended with 7\n {2}E: no space left/);
});

test('a program that is not there is named', async () => {
  await expect(runOrFail('fetching node', 'slipway-nope', [])).rejects.toThrow('fetching node needs slipway-nope');
});

test('a program that was stopped gives the reason of the signal', async () => {
  const controller = new AbortController();
  const running = runOrFail('waiting', process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    signal: controller.signal,
  });
  setTimeout(() => {
    controller.abort(new UserError({ what: 'stopped by the user' }));
  }, 100);
  await expect(running).rejects.toThrow('stopped by the user');
});

test('nothing is started after the signal', async () => {
  const signal = AbortSignal.abort(new UserError({ what: 'too late' }));
  await expect(runOrFail('x', 'slipway-nope', [], { signal })).rejects.toThrow('too late');
});

test('a program is found where PATH says, and only if it can be run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-path-'));
  const program = join(folder, 'slipway-fake');
  writeFileSync(program, '');
  expect(findProgram('slipway-fake', { PATH: folder })).toBeUndefined();
  chmodSync(program, 0o755);
  expect(findProgram('slipway-fake', { PATH: folder })).toBe(program);
  rmSync(folder, { recursive: true });
});
