import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimStack } from './claim.js';
import { noteFile, readNote, type Note } from './note.js';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'slipway-claim-'));
});

afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

function claim(said: string[] = [], signal?: AbortSignal) {
  const onWait = (what: string): void => void said.push(what);
  return claimStack({ state, command: 'up', onWait, ...(signal === undefined ? {} : { signal }) });
}

/** A note of a process that runs, but began at another time than the note says: its number was another's once. */
function writeStale(pid: number): void {
  const note: Note = {
    id: 'old',
    command: 'up',
    run: pid,
    since: '2026-01-01T00:00:00.000Z',
    pid,
    process: 'some other time',
    state: 'guarded',
  };
  mkdirSync(state, { recursive: true });
  writeFileSync(noteFile(state), JSON.stringify(note));
}

test('a stack is one run’s at a time; the other waits, and says for whom', async () => {
  const first = await claim();
  const said: string[] = [];
  let isHeld = false;
  const waiting = claim(said).then((second) => {
    isHeld = true;
    return second;
  });
  while (said.length === 0) await sleep(10);
  await sleep(300);
  expect(isHeld).toBe(false);
  expect(said).toEqual([
    expect.stringMatching(
      new RegExp(
        `^another up of this stack is running \\(pid ${String(process.pid)}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\), waiting for it$`,
      ),
    ),
  ]);
  await first.release();
  const second = await waiting;
  expect(readNote(second.file)?.id).toBe(second.id);
  await second.release();
  expect(existsSync(second.file)).toBe(false);
});

test.each([
  ['is gone', 2 ** 22 + 1],
  ['has its number from a process that is gone', process.ppid],
])('the note of a process that %s counts for nothing', async (_why, pid) => {
  writeStale(pid);
  const said: string[] = [];
  await (await claim(said)).release();
  expect(said).toEqual([]);
});

test('a note that is none counts for nothing', async () => {
  mkdirSync(state, { recursive: true });
  writeFileSync(noteFile(state), '{ "pid": 1');
  await (await claim()).release();
});

test('of many that find a stale note at once, each has the stack alone', async () => {
  writeStale(2 ** 22 + 1);
  let holders = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const held = await claim();
      holders += 1;
      most = Math.max(most, holders);
      await sleep(20);
      holders -= 1;
      await held.release();
    }),
  );
  expect(most).toBe(1);
});

test('who waits can be told to stop', async () => {
  const first = await claim();
  const controller = new AbortController();
  const waiting = claim([], controller.signal);
  setTimeout(() => {
    controller.abort();
  }, 100);
  await expect(waiting).rejects.toThrow(/abort/i);
  await first.release();
});
