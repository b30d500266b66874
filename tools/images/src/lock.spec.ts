import { formatLock, parseLock } from './lock.js';

const digest = `sha256:${'a'.repeat(64)}`;

test('a lock survives being read and written, in one order', () => {
  const text = formatLock({
    version: 1,
    images: { z: { digests: {} }, a: { digests: { 'linux/arm64': digest, 'linux/amd64': digest } } },
  });
  expect(formatLock(parseLock(text))).toBe(text);
  expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"z"'));
  expect(text.indexOf('linux/amd64')).toBeLessThan(text.indexOf('linux/arm64'));
});

test('no file is an empty lock', () => {
  expect(parseLock(undefined)).toEqual({ version: 1, images: {} });
});

test.each([
  ['{', 'no valid JSON'],
  ['{"version": 2, "images": {}}', 'expected {"version": 1'],
  ['{"version": 1, "images": {"a": {}}}', '"a" has no "digests"'],
  ['{"version": 1, "images": {"a": {"digests": {"linux/amd64": "latest"}}}}', '"a" for linux/amd64 is "latest"'],
])('a broken lock is told with its file: %s', (text, expected) => {
  expect(() => parseLock(text)).toThrow(expected);
  expect(() => parseLock(text)).toThrow('images.lock.json');
});
