import { formatSize, parseSize } from './options.js';

test.each([
  ['10MB', 10_000_000],
  ['1.5 GiB', 1_610_612_736],
  ['900000', 900_000],
  ['5kb', 5000],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text, 'maxSize')).toBe(bytes);
});

test.each(['', 'ten', '10 XB', '-1MB', '1e6', '0MB'])('%j is no size', (text) => {
  expect(() => parseSize(text, 'maxSize of core')).toThrow('maxSize of core');
});

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [9_996_000, '10.0 MB'],
  [999_900_000, '1.00 GB'],
])('%d bytes are written %s', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
