import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collectReceipts, readLatest, readReceipt, writeReceipt, type Receipt } from './receipt.js';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'slipway-receipt-'));
});
afterEach(() => {
  rmSync(state, { recursive: true });
});

const receipt: Receipt = {
  version: 1,
  planHash: 'a'.repeat(64),
  project: 'core',
  image: 'observatory/core',
  id: 'sha256:1',
  manifestDigest: 'sha256:1',
  configDigest: 'sha256:2',
  bytes: 3_190_000,
  platform: 'linux/amd64',
  bases: [{ name: 'rust:1-slim', kind: 'local', digest: 'sha256:3' }],
  inputs: { 'apps/core/src/main.rs': 'x' },
  engineId: 'engine',
  durationMs: 1200,
};

test('what is written is read, on its engine only', () => {
  writeReceipt(state, receipt);
  expect(readReceipt(state, 'engine', receipt.planHash)).toEqual(receipt);
  expect(readReceipt(state, 'another', receipt.planHash)).toBeUndefined();
  expect(readLatest(state, 'engine', 'observatory/core')).toEqual(receipt);
});

test.each([
  ['torn', '{"version":1,"planHa'],
  ['an empty object', '{}'],
  ['without an id', JSON.stringify({ ...receipt, id: undefined })],
  ['with a number for an id', JSON.stringify({ ...receipt, id: 7 })],
  ['with inputs of another shape', JSON.stringify({ ...receipt, inputs: { a: {} } })],
  ['with null for inputs', JSON.stringify({ ...receipt, inputs: null })],
  ['of another version', JSON.stringify({ ...receipt, version: 2 })],
])('a receipt that is %s counts as none: building again is always right', (_name, text) => {
  mkdirSync(join(state, 'receipts', 'engine'), { recursive: true });
  writeFileSync(join(state, 'receipts', 'engine', `${receipt.planHash}.json`), text);
  expect(readReceipt(state, 'engine', receipt.planHash)).toBeUndefined();
});

test('a folder in the place of a receipt counts as none, and collecting leaves it', () => {
  mkdirSync(join(state, 'receipts', 'engine', `${receipt.planHash}.json`), { recursive: true });
  expect(readReceipt(state, 'engine', receipt.planHash)).toBeUndefined();
  expect(collectReceipts(state, 'engine')).toBe(0);
});

test('fifty receipts of an image are kept', () => {
  for (let index = 0; index < 53; index += 1) {
    writeReceipt(state, { ...receipt, planHash: String(index).padStart(64, '0') });
  }
  expect(collectReceipts(state, 'engine')).toBe(3);
  expect(collectReceipts(state, 'engine')).toBe(0);
});
