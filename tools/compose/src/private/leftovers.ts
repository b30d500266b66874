import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@slipway/kit';
import { claimStack } from '../guard/claim.js';
import { holds, noteFile, readNote } from '../guard/note.js';
import { isPrivateName } from './names.js';
import { removeStack } from './remove.js';

/** A folder without a note may be one that its run is about to write the note into. */
const YOUNG_MS = 60_000;

/**
 * Removes the private stacks of runs that are gone without having removed them, their guardians too: a machine that lost its power, or
 * all processes killed at once. What a process stands for that still runs is left alone, and its removal waited for where that is under way.
 * @param folder where private stacks are noted
 */
export async function removeLeftovers(
  folder: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  for (const name of foldersIn(folder).filter(isPrivateName)) {
    const state = join(folder, name);
    if (await isLeft(state)) await removeLeftover(name, state, { say, signal });
  }
}

/** True where nobody answers for a private stack any more, or somebody is about to remove it. */
async function isLeft(state: string): Promise<boolean> {
  const note = readNote(noteFile(state));
  if (note !== undefined) return note.state === 'rolling-back' || !(await holds(note));
  return Date.now() - changedMs(state) > YOUNG_MS;
}

async function removeLeftover(
  name: string,
  state: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  // Of several runs that find it at once, one removes it, and the others wait: what is left blocks names, memory and address ranges.
  const claim = await claimStack({ state, command: 'down', onWait: () => undefined, signal });
  const left = await removeStack(name, { quietLooks: 2 });
  if (left.length === 0) {
    say(`${name}: what a killed run left is gone`);
    rmSync(state, { recursive: true, force: true, maxRetries: 5 });
    return;
  }
  await claim.release();
  say(`${name}: what a killed run left could not be removed: ${left.join('; ')}`);
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function changedMs(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch (error) {
    // Somebody else removed it a moment ago.
    if (isMissing(error)) return Date.now();
    throw error;
  }
}
