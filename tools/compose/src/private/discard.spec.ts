import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discard, isDiscarded } from './discard.js';
import { removeLeftovers } from './leftovers.js';

const folder = mkdtempSync(join(tmpdir(), 'slipway-private-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function make(name: string): string {
  const state = join(folder, name);
  mkdirSync(state);
  writeFileSync(join(state, 'run.json'), '{}');
  return state;
}

test('a folder is gone at once, and a second time does no harm', () => {
  const state = make('shop-it-till-12345678');
  discard(state);
  expect(existsSync(state)).toBe(false);
  discard(state);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a run did not get to remove the next one does, and what is none of theirs stays', async () => {
  make('shop-it-till-12345678.gone');
  make('notes-of-somebody');
  expect(readdirSync(folder).filter(isDiscarded)).toEqual(['shop-it-till-12345678.gone']);
  const told: string[] = [];
  const say = (line: string): void => {
    told.push(line);
  };
  await removeLeftovers(folder, { say, signal: new AbortController().signal });
  expect(readdirSync(folder)).toEqual(['notes-of-somebody']);
  expect(told).toEqual([]);
});

test('a folder that its run may be about to write the note into is left alone', async () => {
  const state = join(folder, 'shop-it-till-87654321');
  mkdirSync(state);
  await removeLeftovers(folder, { say: () => undefined, signal: new AbortController().signal });
  expect(existsSync(state)).toBe(true);
});
