import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '@slipway/kit';
import { startOutliving } from '@slipway/kit/process';
import type { Claim } from './claim.js';
import { holds, readNote, type Note } from './note.js';
import type { Message } from './protocol.js';
import type { Snapshot } from './rollback.js';

/** The guardian of a run, as the run sees it. */
export interface Guard {
  readonly composeStarted: (pid: number) => void;
  /** The run ended as it should: nothing is put back. */
  readonly done: () => Promise<void>;
  /** Has everything put back that this run changed, and waits for it. */
  readonly rollBack: () => Promise<void>;
}

/** What a guardian writes lies beside the note of its run. */
export const GUARDIAN_LOG = 'guardian.log';

const LOOK_MS = 25;
// Many may start at once on a busy machine, and nothing of the stack runs until its guardian does.
const START_MS = 60_000;

/** Sets a guardian over this run. @param project compose's name of the stack @param state absolute folder for what is noted about it */
export async function startGuard(project: string, before: Snapshot, state: string, claim: Claim): Promise<Guard> {
  const { file, id } = claim;
  const log = join(state, GUARDIAN_LOG);
  const program = fileURLToPath(new URL('guardian.js', import.meta.url));
  const guardian = startOutliving(process.execPath, [program, 'launch', log], { lifeline: 'pipe', outputFile: log });
  const tell = (message: Message): void => {
    guardian.tell(JSON.stringify(message));
  };
  tell({ kind: 'begin', project, before, file, id });
  const deadline = Date.now() + START_MS;
  while (stateOf(claim) !== 'guarded') {
    if (Date.now() > deadline)
      throw new UserError({ what: 'the guardian of this run did not start', where: { file: log } });
    await sleep(LOOK_MS);
  }
  guardian.leave();
  return {
    composeStarted: (pid) => {
      tell({ kind: 'compose', pid });
    },
    done: async () => {
      tell({ kind: 'done' });
      await untilLeft(claim);
    },
    rollBack: async () => {
      tell({ kind: 'roll-back' });
      await untilLeft(claim);
    },
  };
}

function stateOf({ file, id }: Claim): Note['state'] | undefined {
  const note = readNote(file);
  return note?.id === id ? note.state : undefined;
}

/** Waits until the guardian answers for this run no more, or is gone. */
async function untilLeft({ file, id }: Claim): Promise<void> {
  for (;;) {
    const note = readNote(file);
    if (note?.id !== id || note.state === 'running' || !(await holds(note))) return;
    await sleep(LOOK_MS);
  }
}
