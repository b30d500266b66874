import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareAnswer, planUpdate, readLocks, STACK_LOCK_FILE, writeUpdates, type LockOnDisk } from './lock-update.js';
import { LOCK_FILE } from './lock.js';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;

const locks: readonly [LockOnDisk, LockOnDisk] = [
  {
    file: LOCK_FILE,
    lock: { version: 1, images: { node: { digests: { 'linux/amd64': one } }, both: { digests: {} } } },
  },
  {
    file: STACK_LOCK_FILE,
    lock: { version: 1, images: { redis: { digests: {} }, both: { digests: { 'linux/amd64': two } } } },
  },
];

test('all images of all locks are asked for, each once', () => {
  expect(planUpdate(locks, [])).toEqual([
    { name: 'node', files: [LOCK_FILE] },
    { name: 'both', files: [LOCK_FILE, STACK_LOCK_FILE] },
    { name: 'redis', files: [STACK_LOCK_FILE] },
  ]);
});

test('an image that is named is refreshed where it is; a new one becomes a base image', () => {
  expect(planUpdate(locks, ['redis', 'debian', 'redis'])).toEqual([
    { name: 'redis', files: [STACK_LOCK_FILE] },
    { name: 'debian', files: [LOCK_FILE] },
  ]);
});

test('locks without an image leave nothing to ask', () => {
  const empty = { file: LOCK_FILE, lock: { version: 1, images: {} } } as const;
  expect(() => planUpdate([empty], [])).toThrow('images.lock.json names no image');
});

test('an answer is held against each lock on its own', () => {
  const [, both] = planUpdate(locks, []);
  const digests = { 'linux/amd64': two };
  expect(compareAnswer(locks, both!, { kind: 'digests', digests })).toEqual([
    { file: LOCK_FILE, name: 'both', outcome: 'changed', digests, changed: ['linux/amd64'] },
    { file: STACK_LOCK_FILE, name: 'both', outcome: 'unchanged', digests },
  ]);
});

test('a platform that is gone is a change, and without an answer the old digests stay', () => {
  const question = { name: 'node', files: [LOCK_FILE] };
  const digests = { 'linux/arm64': two };
  expect(compareAnswer(locks, question, { kind: 'digests', digests })).toEqual([
    { file: LOCK_FILE, name: 'node', outcome: 'changed', digests, changed: ['linux/amd64', 'linux/arm64'] },
  ]);
  expect(compareAnswer(locks, question, { kind: 'none', why: 'no such host' })).toEqual([
    { file: LOCK_FILE, name: 'node', outcome: 'unanswered', digests: { 'linux/amd64': one }, why: 'no such host' },
  ]);
});

test('only a lock in which something changed is written', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-locks-'));
  mkdirSync(join(root, 'compose'));
  // Not as it would be written, so that it would be seen.
  const base = '{"version":1,"images":{"node":{"digests":{}}}}';
  writeFileSync(join(root, LOCK_FILE), base);
  writeFileSync(join(root, STACK_LOCK_FILE), '{"version":1,"images":{"redis":{"digests":{}},"kept":{"digests":{}}}}');
  const read = readLocks(root);
  const updates = [
    ...compareAnswer(read, { name: 'node', files: [LOCK_FILE] }, { kind: 'none', why: 'no such host' }),
    ...compareAnswer(
      read,
      { name: 'redis', files: [STACK_LOCK_FILE] },
      { kind: 'digests', digests: { 'linux/amd64': one } },
    ),
  ];
  expect(writeUpdates(root, read, updates)).toEqual([STACK_LOCK_FILE]);
  expect(readFileSync(join(root, LOCK_FILE), 'utf8')).toBe(base);
  expect(readLocks(root)[1]?.lock.images).toEqual({
    kept: { digests: {} },
    redis: { digests: { 'linux/amd64': one } },
  });
});

test('a broken lock of the stack is told by its name', () => {
  const root = mkdtempSync(join(tmpdir(), 'slipway-locks-'));
  expect(readLocks(root)).toHaveLength(1);
  mkdirSync(join(root, 'compose'));
  writeFileSync(join(root, STACK_LOCK_FILE), '{');
  expect(() => readLocks(root)).toThrow(STACK_LOCK_FILE);
});
