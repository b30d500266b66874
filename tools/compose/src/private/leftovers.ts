import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@slipway/kit';
import { claimStack, type Claim } from '../guard/claim.js';
import { GUARDIAN_LOG } from '../guard/guarded.js';
import { takeSnapshot } from '../guard/act.js';
import { holds, noteFile, readNote } from '../guard/note.js';
import { discard, isDiscarded, removeDiscarded } from './discard.js';
import { isPrivateName } from './names.js';
import { removeStack } from './remove.js';

/** A folder without a note, and without a guardian's log, may be one that its run is about to write the note into. */
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
  const names = foldersIn(folder);
  for (const name of names.filter(isDiscarded)) removeDiscarded(join(folder, name));
  for (const name of names.filter(isPrivateName)) {
    const state = join(folder, name);
    if (await isLeft(state)) await removeLeftover(name, state, { say, signal });
  }
}

/** True where nobody answers for a private stack any more, or somebody is about to remove it. */
async function isLeft(state: string): Promise<boolean> {
  const note = readNote(noteFile(state));
  if (note !== undefined) return note.state === 'rolling-back' || !(await holds(note));
  // A guardian that was started takes the note away when it has removed what it could.
  return existsSync(join(state, GUARDIAN_LOG)) || Date.now() - changedMs(state) > YOUNG_MS;
}

async function removeLeftover(
  name: string,
  state: string,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<void> {
  // Of several runs that find it at once, one removes it, and the others wait: what is left blocks names, memory and address ranges.
  const claim = await claimLeftover(state, signal);
  if (claim === undefined) return;
  const { containers, networks, volumes } = await takeSnapshot(name);
  const left = await removeStack(name, { quietLooks: 2 });
  if (left.length > 0) {
    await claim.release();
    say(`${name}: what a killed run left could not be removed: ${left.join('; ')}`);
    return;
  }
  if (containers.length + networks.length + volumes.length > 0) say(`${name}: what a killed run left is gone`);
  discard(state);
}

/** `undefined` where another run was faster. */
async function claimLeftover(state: string, signal: AbortSignal): Promise<Claim | undefined> {
  try {
    return await claimStack({ state, command: 'down', onWait: () => undefined, signal });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
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
