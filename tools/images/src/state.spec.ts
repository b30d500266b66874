import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '@slipway/kit';
import { explainObstacle, readState, stateOf, writeState } from './state.js';

let root: string;
let file: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-state-'));
  file = join(stateOf(root), 'receipts', 'engine', 'a.json');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

test('what is written is read', () => {
  expect(readState(file)).toBeUndefined();
  writeState(file, 'text');
  expect(readState(file)).toBe('text');
});

test.each([
  ['the folder is a file', '.slipway', 'file', 'is a file, where Slipway keeps a folder\n  take it away: rm '],
  [
    'a folder in it is a file',
    '.slipway/receipts',
    'file',
    'is a file, where Slipway keeps a folder\n  take it away: rm ',
  ],
  [
    'a file is a folder',
    '.slipway/receipts/engine/a.json',
    'folder',
    'is a folder, where Slipway keeps a file\n  take it away: rm -r ',
  ],
  [
    'the folder is a link to nothing',
    '.slipway',
    'link',
    'is a link to nothing, where Slipway keeps a folder\n  take it away: rm ',
  ],
] as const)('%s: nothing is read, and writing tells what is in the way', (_name, place, kind, said) => {
  const path = join(root, place);
  mkdirSync(join(path, '..'), { recursive: true });
  if (kind === 'file') writeFileSync(path, '');
  else if (kind === 'folder') mkdirSync(join(path, 'inner'), { recursive: true });
  else symlinkSync(join(root, 'nowhere'), path);
  expect(readState(file)).toBeUndefined();
  expect(() => {
    writeState(file, 'text');
  }).toThrow(`${path} ${said}${path}`);
});

test('errors that have another cause, or come from elsewhere, stay what they are', () => {
  const missing = errorOf(() => readFileSync(file));
  expect(explainObstacle(missing)).toBe(missing);
  const elsewhere = errorOf(() => readFileSync(root));
  expect(explainObstacle(elsewhere)).toBe(elsewhere);
  writeFileSync(stateOf(root), '');
  const explained = explainObstacle(errorOf(() => mkdirSync(join(stateOf(root), 'locks'), { recursive: true })));
  expect(explained).toBeInstanceOf(UserError);
});

function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
