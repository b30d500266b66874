import { renameSync, rmSync } from 'node:fs';
import { isMissing } from '@slipway/kit';

/** What the name of a folder ends with that is about to be gone: none of a private stack. */
const GONE = '.gone';

/** True for a folder that {@link discard} did not get to remove. */
export function isDiscarded(name: string): boolean {
  return name.endsWith(GONE);
}

/**
 * Removes the folder of a private stack of which nothing is left, its note with it. At one moment it is all there and somebody answers for
 * it, at the next it is not there: whoever looks for leftovers meanwhile never sees one without a note.
 */
export function discard(state: string): void {
  try {
    renameSync(state, `${state}${GONE}`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  removeDiscarded(`${state}${GONE}`);
}

/** Removes what {@link discard} did not get to remove, whoever else does so at the same time. */
export function removeDiscarded(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
}
