import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson, readIfPresent, sha256, writeAtomically } from './files.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-files-'));

test('a missing file has no text, also below something that is no folder', () => {
  writeFileSync(join(folder, 'file'), 'x');
  expect(readIfPresent(join(folder, 'file'))).toBe('x');
  expect(readIfPresent(join(folder, 'missing'))).toBeUndefined();
  expect(readIfPresent(join(folder, 'file', 'below'))).toBeUndefined();
  expect(() => readIfPresent(folder)).toThrow('EISDIR');
});

test('writing makes the folders that it needs and leaves nothing else behind', () => {
  writeAtomically(join(folder, 'a', 'b.json'), '1');
  writeAtomically(join(folder, 'a', 'b.json'), '2');
  expect(readFileSync(join(folder, 'a', 'b.json'), 'utf8')).toBe('2');
  expect(readdirSync(join(folder, 'a'))).toEqual(['b.json']);
});

test('a write that fails keeps the old file and leaves nothing behind', () => {
  writeAtomically(join(folder, 'c', 'd', 'e'), '1');
  expect(() => {
    writeAtomically(join(folder, 'c', 'd'), '2');
  }).toThrow();
  expect(readdirSync(join(folder, 'c'))).toEqual(['d']);
});

test('equal values have equal text, whatever the order of their keys', () => {
  expect(canonicalJson({ b: [{ z: 1, a: 2 }], a: null })).toBe('{"a":null,"b":[{"a":2,"z":1}]}');
});

test('the hash is the known one', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
