import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readIfPresent, UserError } from '@slipway/kit';
import { startOutliving } from '@slipway/kit/process';
import { isAlive } from '../ports/reserve.js';
import { parseMarker, type Message } from './protocol.js';
import type { Snapshot } from './rollback.js';

/** The guardian of a run, as the run sees it. */
export interface Guard {
  readonly composeStarted: (pid: number) => void;
  /** The run ended as it should: nothing is put back. */
  readonly done: () => void;
  /** Has everything put back that this run changed, and waits for it. */
  readonly rollBack: () => Promise<void>;
}

const LOOK_MS = 25;
const START_MS = 10_000;

/** Where a guardian notes that it is there. @param state absolute folder for what is noted about the stack */
function markerOf(state: string): string {
  return join(state, 'run.json');
}

/** Putting back takes seconds; a note that is older was left by a process whose number another has now. */
const PUT_BACK_MS = 120_000;

/**
 * Waits until no other run of this stack is under way, nor being put back. @param onWait told once, with what it waits for
 * @throws what ends the wait: the signal's reason
 */
export async function waitForOthers(
  state: string,
  onWait: (what: string) => void,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + PUT_BACK_MS;
  let isTold = false;
  for (;;) {
    const marker = parseMarker(readIfPresent(markerOf(state)) ?? '');
    if (marker === undefined || marker.pid < 2 || !isAlive(marker.pid)) return;
    if (marker.state !== 'guarding' && Date.now() > deadline) return;
    if (!isTold) {
      onWait(
        marker.state === 'guarding'
          ? `another run of this stack is under way (process ${String(marker.run)}), waiting for it`
          : 'what an interrupted run started is being stopped, waiting for it',
      );
    }
    isTold = true;
    await sleep(200, undefined, signal === undefined ? {} : { signal });
  }
}

/** Sets a guardian over this run. @param project compose's name of the stack */
export async function startGuard(project: string, before: Snapshot, state: string): Promise<Guard> {
  const marker = markerOf(state);
  const log = join(state, 'guardian.log');
  const program = fileURLToPath(new URL('guardian.js', import.meta.url));
  const guardian = startOutliving(process.execPath, [program, 'launch', log], { lifeline: 'pipe', outputFile: log });
  const tell = (message: Message): void => {
    guardian.tell(JSON.stringify(message));
  };
  tell({ kind: 'begin', project, before, marker, pid: process.pid });
  await waitUntil(() => parseMarker(readIfPresent(marker) ?? '')?.run === process.pid, log);
  guardian.leave();
  return {
    composeStarted: (pid) => {
      tell({ kind: 'compose', pid });
    },
    done: () => {
      tell({ kind: 'done' });
    },
    rollBack: async () => {
      tell({ kind: 'roll-back' });
      while (readIfPresent(marker) !== undefined) await sleep(LOOK_MS);
    },
  };
}

async function waitUntil(isSo: () => boolean, log: string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!isSo()) {
    if (Date.now() > deadline)
      throw new UserError({ what: 'the guardian of this run did not start', where: { file: log } });
    await sleep(LOOK_MS);
  }
}
