import { setTimeout as sleep } from 'node:timers/promises';
import { docker } from '@slipway/images/docker';
import { takeSnapshot } from '../guard/act.js';

/** How often an empty look has to be repeated. */
export interface RemoveOptions {
  /** 1 where nobody makes anything any more; more where what made it may still be on its way. */
  readonly quietLooks: number;
}

/** An engine may be busy with what it was told before, and a terminal's Ctrl-C ends a `docker` in the middle. */
const PASSES = 10;
const PAUSE_MS = 500;

/**
 * Removes everything that compose made under a name, volumes without a name too, and whoever else carries its label. Nothing is asked to
 * end well: what is removed was in nobody's way but its own, and its data goes with it.
 * @returns what could not be removed, with the engine's words
 */
export async function removeStack(name: string, { quietLooks }: RemoveOptions): Promise<readonly string[]> {
  let quiet = 0;
  let words: readonly string[] = [];
  for (let pass = 0; pass < PASSES; pass += 1) {
    const { containers, networks, volumes } = await takeSnapshot(name);
    const ids = containers.map(({ id }) => id);
    if (ids.length + networks.length + volumes.length === 0) {
      quiet += 1;
      if (quiet >= quietLooks) return [];
    } else {
      quiet = 0;
      words = [
        ...(await remove(['rm', '--force', '--volumes'], ids)),
        ...(await remove(['network', 'rm'], networks)),
        ...(await remove(['volume', 'rm'], volumes)),
      ];
      // Most of the time all is gone now, and the next look says so.
      if (words.length === 0) continue;
    }
    await sleep(PAUSE_MS);
  }
  return words.length > 0 ? words : ['the engine holds it still'];
}

async function remove(command: readonly string[], names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const outcome = await docker([...command, ...names]);
  if (outcome.kind === 'exited') return outcome.exitCode === 0 ? [] : outcome.stderr.trim().split('\n');
  return [`docker ${command.join(' ')}: ${outcome.kind}`];
}
