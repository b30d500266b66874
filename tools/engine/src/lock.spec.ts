import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLockFolder, parseLock, readLock } from './lock.js';

test('reads names and digests', () => {
  const lock = parseLock('{"version":1,"images":{"node:24-slim":{"digests":{"linux/amd64":"sha256:ab"}}}}');
  expect(lock.images['node:24-slim']?.digests['linux/amd64']).toBe('sha256:ab');
});

test.each(['{', '[]', '{"version":2,"images":{}}', '{"version":1,"images":{"a":{}}}'])(
  '%s is refused, with the name of the file',
  (text) => {
    expect(() => parseLock(text)).toThrow(/^images\.lock\.json: /);
  },
);

test('is found from a folder below', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
  mkdirSync(join(root, 'apps/core'), { recursive: true });
  writeFileSync(join(root, 'images.lock.json'), '{"version":1,"images":{}}');
  expect(findLockFolder(join(root, 'apps/core'))).toBe(root);
  expect(readLock(root).images).toEqual({});
  rmSync(root, { recursive: true });
});
