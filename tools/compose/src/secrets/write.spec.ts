import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
