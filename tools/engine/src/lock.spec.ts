import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLockFolder, readLock } from './lock.js';

test('is found from a folder below', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
  mkdirSync(join(root, 'apps/core'), { recursive: true });
  writeFileSync(join(root, 'images.lock.json'), '{"version":1,"images":{}}');
  expect(findLockFolder(join(root, 'apps/core'))).toBe(root);
  expect(readLock(root).images).toEqual({});
  rmSync(root, { recursive: true });
});
