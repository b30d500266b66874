import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { LIFELINE, startOutliving } from '@slipway/kit/process';
import { isAlive } from '../ports/reserve.js';
import { rollBack } from './act.js';
import { identityOf } from './identity.js';
import { changeNote, type Note } from './note.js';
import { parseMessage, type Message } from './protocol.js';

/**
 * A process that watches over an `up`. Whoever interrupts a run may kill it before it has put everything back (Nx gives a task a few
 * seconds, then none), so somebody else has to be able to: this reads what the run tells it, and when the run is gone without having
 * said that it is done, stops what was started since.
 */
async function guard(): Promise<void> {
  let begin: Begin | undefined;
  let run: Pick<Note, 'pid' | 'process'> | undefined;
  let compose: number | undefined;
  for await (const line of createInterface({ input: createReadStream('', { fd: LIFELINE }) })) {
    const message = parseMessage(line);
    if (message?.kind === 'begin') {
      begin = message;
      const answering = { pid: process.pid, process: (await identityOf(process.pid)) ?? '' };
      await change(begin, (note) => {
        run = note;
        return { ...note, ...answering, state: 'guarded' };
      });
      // The run is gone, and had started nothing by then.
      if (run === undefined) return;
    }
    if (message?.kind === 'compose') compose = message.pid;
    if (message?.kind === 'done') {
      // The run has the stack for itself until it has told what came of it.
      if (begin !== undefined) await change(begin, (note) => ({ ...note, ...run, state: 'running' }));
      return;
    }
    if (message?.kind === 'roll-back') break;
  }
  if (begin === undefined) return;
  await change(begin, (note) => ({ ...note, state: 'rolling-back' }));
  try {
    if (compose !== undefined) await end(compose);
    await rollBack(begin.project, begin.before);
  } finally {
    await change(begin, () => undefined);
  }
}

type Begin = Extract<Message, { kind: 'begin' }>;

/** Changes the note of the run, if it is still that of this one. */
async function change({ file, id }: Begin, to: (note: Note) => Note | undefined): Promise<void> {
  await changeNote(file, (found) => (found?.id === id ? to(found) : found));
}

const TERM_MS = 8_000;

/** Ends a process: asks, waits, and ends it. */
async function end(pid: number): Promise<void> {
  const deadline = Date.now() + TERM_MS;
  for (let signal: NodeJS.Signals | undefined = 'SIGTERM'; isAlive(pid); signal = undefined) {
    if (Date.now() > deadline) signal = 'SIGKILL';
    try {
      if (signal !== undefined) process.kill(pid, signal);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

if (process.argv[2] === 'launch') {
  // Its parent ends at once, so that it belongs to no tree of processes that somebody could kill as a whole.
  startOutliving(process.execPath, [fileURLToPath(import.meta.url)], {
    lifeline: 'inherit',
    outputFile: process.argv[3] ?? '/dev/null',
  });
  process.exit(0);
} else {
  await guard();
  // The run may live on, and what it holds open with it.
  process.exit(0);
}
