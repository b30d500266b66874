import { docker } from '@slipway/images/docker';
import { listContainers, listResources } from '../observe/engine.js';
import { isEmpty, planRollback, type Rollback, type Snapshot } from './rollback.js';

/** Sees what there is of a stack. @param project compose's name of it */
export async function takeSnapshot(project: string): Promise<Snapshot> {
  const [containers, resources] = await Promise.all([listContainers(project), listResources(project)]);
  return {
    containers: containers.map(({ id, name, state, service, number, oneOff }) => ({
      id,
      name,
      state,
      number,
      oneOff,
      ...(service === undefined ? {} : { service }),
    })),
    ...resources,
  };
}

/** An engine may still be busy with what it was told before: what is left is looked at again. */
const PASSES = 5;
const PAUSE_MS = 500;

/** Brings a stack back to what it was. */
export async function rollBack(project: string, before: Snapshot): Promise<void> {
  let quiet = 0;
  for (let pass = 0; pass < PASSES && quiet < 2; pass += 1) {
    const rollback = planRollback(before, await takeSnapshot(project));
    if (isEmpty(rollback)) quiet += 1;
    else await carryOut(rollback);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** A step that fails is told and the others are done all the same: the next pass sees what is left. */
async function carryOut({ stop, remove, start, networks, volumes }: Rollback): Promise<void> {
  await step('stop', stop);
  await step('rm', remove, '--force', '--volumes');
  for (const id of start) await step('start', [id]);
  await step('network', networks, 'rm');
  await step('volume', volumes, 'rm');
}

async function step(command: string, names: readonly string[], ...options: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const outcome = await docker([command, ...options, ...names]);
  if (outcome.kind === 'exited' && outcome.exitCode !== 0) console.error(`docker ${command}: ${outcome.stderr.trim()}`);
}
