import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { identityOf } from './identity.js';
import { changeNote, holds, noteFile, readNote, type Note } from './note.js';

/** A stack that is this run's alone until it gives it back. */
export interface Claim {
  readonly file: string;
  readonly id: string;
  readonly release: () => Promise<void>;
}

/** Who wants a stack for itself, and how it waits for others. */
export interface ClaimRequest {
  /** Absolute folder for what is noted about the stack. */
  readonly state: string;
  readonly command: Note['command'];
  /** Told once, with what it waits for. */
  readonly onWait: (what: string) => void;
  readonly signal?: AbortSignal;
}

const LOOK_MS = 200;

/**
 * Waits until no other run of a stack is under way, nor being put back, and takes the stack for this one. The note of a process that is
 * gone counts for nothing.
 * @throws what ends the wait: the signal's reason
 */
export async function claimStack({ state, command, onWait, signal }: ClaimRequest): Promise<Claim> {
  const file = noteFile(state);
  const own: Omit<Note, 'since'> = {
    id: randomUUID(),
    command,
    run: process.pid,
    pid: process.pid,
    process: (await identityOf(process.pid)) ?? '',
    state: 'running',
  };
  for (let isTold = false; ; isTold = true) {
    const present = await changeNote(file, (found) => found ?? { ...own, since: new Date().toISOString() });
    if (present?.id === own.id) break;
    if (present !== undefined && !isTold) onWait(`${describe(present)}, waiting for it`);
    while (await isHeld(file)) await sleep(LOOK_MS, undefined, signal === undefined ? {} : { signal });
  }
  const release = async (): Promise<void> => {
    await changeNote(file, (found) => (found?.id === own.id ? undefined : found));
  };
  return { file, id: own.id, release };
}

async function isHeld(file: string): Promise<boolean> {
  const present = readNote(file);
  return present !== undefined && (await holds(present));
}

function describe({ state, command, run, since }: Note): string {
  if (state === 'rolling-back') return 'what an interrupted run started is being stopped';
  // Local time, in the form that sorts.
  const moment = new Date(since).toLocaleString('sv');
  return `another ${command} of this stack is running (pid ${String(run)}, since ${moment})`;
}
