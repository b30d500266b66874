import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readReserved, release, reserve } from './reserve.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-reserve-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('what this run chose it has, and gives back', () => {
  expect(reserve([4000, 4001], folder)).toEqual([]);
  expect(reserve([4000], folder)).toEqual([]);
  expect(readReserved(folder).size).toBe(0);
  release(folder);
  writeFileSync(join(folder, '4000'), '1');
  expect(reserve([4000], folder)).toEqual([4000]);
  expect(readReserved(folder)).toEqual(new Map([[4000, 1]]));
});

test('what a run that is gone had chosen is free', () => {
  writeFileSync(join(folder, '4100'), '2000000000');
  expect(readReserved(folder).has(4100)).toBe(false);
  expect(reserve([4100], folder)).toEqual([]);
});
