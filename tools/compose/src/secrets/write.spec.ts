import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeSecrets } from './write.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-secrets-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a random value is written once, for whoever it is mounted for to read, in a folder of its owner', () => {
  const secret = { name: 'pw', file: join(folder, 'development', 'pw') };
  expect(writeSecrets([secret, secret])).toEqual([secret.file]);
  const value = readFileSync(secret.file, 'utf8');
  expect(value).toMatch(/^[\w-]{43}$/);
  expect(statSync(secret.file).mode & 0o777).toBe(0o444);
  expect(statSync(join(folder, 'development')).mode & 0o777).toBe(0o700);
  expect(writeSecrets([secret])).toEqual([]);
  expect(readFileSync(secret.file, 'utf8')).toBe(value);
});

/** Looks at the newest of some files over and over, and counts how often it is there and empty. */
const WATCHER = `
const { parentPort, workerData } = require('node:worker_threads');
const { statSync } = require('node:fs');
const { folder, shared } = workerData;
parentPort.postMessage('watching');
while (Atomics.load(shared, 0) >= 0) {
  const found = statSync(folder + '/' + String(Atomics.load(shared, 0)), { throwIfNoEntry: false });
  if (found !== undefined && found.size === 0) Atomics.add(shared, 1, 1);
}`;

test('nobody ever sees a secret that is there and empty', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const watcher = new Worker(WATCHER, { eval: true, workerData: { folder, shared } });
  await new Promise((resolve) => watcher.once('message', resolve));
  const ended = new Promise((resolve) => watcher.once('exit', resolve));
  for (let index = 0; index < 500; index += 1) {
    Atomics.store(shared, 0, index);
    writeSecrets([{ name: 'pw', file: join(folder, String(index)) }]);
  }
  Atomics.store(shared, 0, -1);
  await ended;
  expect(Atomics.load(shared, 1)).toBe(0);
});
