import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { z } from 'zod';
import { readIfPresent, writeAtomically } from '@slipway/kit';
import { identityOf } from './identity.js';

const note = z.object({
  /** Of this run alone: one process may run several. */
  id: z.string(),
  command: z.enum(['up', 'down']),
  /** The process that was told to run. */
  run: z.number(),
  since: z.string(),
  /** The process that answers for the note, the run's or its guardian's: without it the note is worth nothing. */
  pid: z.number(),
  /** What tells that process from a later one with its number. */
  process: z.string(),
  state: z.enum(['running', 'guarded', 'rolling-back']),
});

/** What is noted of a run while it is under way, so that no other one touches the stack meanwhile. */
export type Note = z.output<typeof note>;

/** Where the note of a stack lies. @param state absolute folder for what is noted about the stack */
export function noteFile(state: string): string {
  return join(state, 'run.json');
}

/** The note in a file, of a run that is over or not; `undefined` where there is none. */
export function readNote(file: string): Note | undefined {
  const text = readIfPresent(file);
  return text === undefined ? undefined : parseNote(text);
}

function parseNote(text: string): Note | undefined {
  try {
    return note.safeParse(JSON.parse(text)).data;
  } catch {
    // No note of ours is ever written by half: whatever this is, nobody answers for it.
    return undefined;
  }
}

/** True as long as the process runs that answers for a note. */
export async function holds({ pid, process: began }: Note): Promise<boolean> {
  return (await identityOf(pid)) === began;
}

/**
 * Changes the note of a stack, one process at a time: what is decided by what was read still holds when it is written.
 * @param decide from the note that is there, if its process still runs, to the one that takes its place, `undefined` for none
 * @returns the note that is there afterwards
 */
export async function changeNote(
  file: string,
  decide: (present: Note | undefined) => Note | undefined,
): Promise<Note | undefined> {
  mkdirSync(join(file, '..'), { recursive: true });
  const release = await lockfile.lock(file, {
    realpath: false,
    retries: { forever: true, minTimeout: 10, maxTimeout: 200 },
  });
  try {
    const found = readNote(file);
    const present = found !== undefined && (await holds(found)) ? found : undefined;
    const next = decide(present);
    if (next === undefined) rmSync(file, { force: true });
    else if (next !== present) writeAtomically(file, JSON.stringify(next));
    return next;
  } finally {
    await release();
  }
}
