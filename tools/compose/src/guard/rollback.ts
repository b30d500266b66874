import type { Container } from '../observe/engine.js';

/** What there was of a stack before a run touched it. */
export interface Snapshot {
  readonly containers: readonly Pick<Container, 'id' | 'name' | 'state' | 'service' | 'number' | 'oneOff'>[];
  /** Ids. */
  readonly networks: readonly string[];
  /** Names. */
  readonly volumes: readonly string[];
}

/** What has to be done so that what was there before is there again, and nothing else; ids and names as docker takes them. */
export interface Rollback {
  readonly stop: readonly string[];
  readonly remove: readonly string[];
  readonly start: readonly string[];
  readonly networks: readonly string[];
  /** Made by the run, so that there can be nothing in them but a beginning, which the next run could take for the whole. */
  readonly volumes: readonly string[];
}

/** Compares what is there now with what was there before. A service that ran before runs afterwards, be it in a newer container. */
export function planRollback(before: Snapshot, now: Snapshot): Rollback {
  const known = new Map(before.containers.map((container) => [container.id, container]));
  const ranBefore = new Set(before.containers.filter(isRunning).map(slotOf));
  const runsNow = new Set(now.containers.filter(isRunning).map(slotOf));
  const stop: string[] = [];
  const remove: string[] = [];
  const start: string[] = [];
  for (const container of now.containers) {
    const isNew = !known.has(container.id);
    const slot = slotOf(container);
    if (ranBefore.has(slot)) {
      // Compose was about to replace it: the old one, or where that is gone the new one, has to run.
      if (!runsNow.has(slot) && !container.oneOff) start.push(container.id);
      continue;
    }
    if (isRunning(container)) stop.push(container.id);
    if (isNew) remove.push(container.id);
  }
  return {
    stop,
    remove,
    start,
    networks: now.networks.filter((id) => !before.networks.includes(id)),
    volumes: now.volumes.filter((name) => !before.volumes.includes(name)),
  };
}

function isRunning({ state }: Pick<Container, 'state'>): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

function slotOf({ service, number, oneOff, id }: Snapshot['containers'][number]): string {
  return oneOff ? id : `${service ?? ''}/${String(number)}`;
}

/** True where there is nothing to do. */
export function isEmpty(rollback: Rollback): boolean {
  return Object.values(rollback).every((list: readonly string[]) => list.length === 0);
}
