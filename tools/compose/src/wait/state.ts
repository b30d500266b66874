import type { ContainerDetail } from '../observe/container.js';
import { replicasOf, type Model, type Service } from '../merged/model.js';

/** How a service fares, all its containers together. */
export type ServiceState =
  /** It has no container yet. */
  | { readonly kind: 'absent' }
  /** It has one that was not started yet. */
  | { readonly kind: 'created' }
  | { readonly kind: 'starting'; readonly restarts: number; readonly probe: string }
  | { readonly kind: 'healthy'; readonly settled: boolean }
  /** It has no healthcheck, so that it runs is all that can be said. */
  | { readonly kind: 'running'; readonly settled: boolean }
  /** It runs, and others wait until it has ended. */
  | { readonly kind: 'working' }
  /** It did what it had to do and ended with 0. */
  | { readonly kind: 'completed' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'unhealthy'; readonly probe: string }
  | { readonly kind: 'failed'; readonly exitCode: number; readonly outOfMemory: boolean; readonly error: string }
  /** It ends and is started again, over and over. */
  | { readonly kind: 'looping'; readonly restarts: number; readonly exitCode: number };

/** As many restarts as make a loop: one or two may be a service that was there before what it needs. */
const LOOP = 3;
/** A healthy service that stays so for this long has not just passed one lucky probe. */
const HEALTHY_SETTLE_MS = 2_000;
/** The engine keeps no more probes than these. */
const KEPT_PROBES = 5;

/** When and how a container is looked at. */
export interface Look {
  readonly nowMs: number;
  /** When this run began: what a container did before says nothing about it now. */
  readonly sinceMs: number;
  /** How long a container without healthcheck has to stay up. */
  readonly settleMs: number;
  /** False once compose is done: then nobody is going to start what stands still. */
  readonly isComposing: boolean;
  /** How often a container had been restarted when this run first saw it. */
  readonly restartsBefore: (id: string) => number;
}

/** The state of one container of a service. */
export function containerState(container: ContainerDetail, service: Service | undefined, look: Look): ServiceState {
  const { status, exitCode, outOfMemory, error, startedMs } = container;
  const restarts = container.restarts - look.restartsBefore(container.id);
  const age = look.nowMs - startedMs;
  switch (status) {
    case 'created':
      return error === '' || look.isComposing ? { kind: 'created' } : { kind: 'failed', exitCode, outOfMemory, error };
    case 'restarting':
      return restarts >= LOOP
        ? { kind: 'looping', restarts, exitCode }
        : { kind: 'starting', restarts, probe: `ended with ${String(exitCode)}, is started again` };
    case 'paused':
      return { kind: 'paused' };
    case 'running':
      if (restarts >= LOOP && age < look.settleMs) return { kind: 'looping', restarts, exitCode };
      return runningState(container, { service, look, restarts, age });
    default:
      // What ended before this run began is still to be started by compose.
      if (look.isComposing && startedMs < look.sinceMs) return { kind: 'created' };
      return exitCode === 0 ? { kind: 'completed' } : { kind: 'failed', exitCode, outOfMemory, error };
  }
}

interface RunningFacts {
  readonly service: Service | undefined;
  readonly look: Look;
  readonly restarts: number;
  readonly age: number;
}

function runningState({ health, startedMs }: ContainerDetail, facts: RunningFacts): ServiceState {
  const { service, look, restarts, age } = facts;
  const probe = health?.probes.at(-1)?.output ?? '';
  switch (health?.status) {
    case undefined:
      return { kind: 'running', settled: age >= look.settleMs };
    case 'healthy':
      return { kind: 'healthy', settled: age >= Math.min(look.settleMs, HEALTHY_SETTLE_MS) };
    case 'starting':
      return { kind: 'starting', restarts, probe };
    case 'unhealthy': {
      // One that was unhealthy before gets as many probes as a new one, since what it lacked may be on its way.
      const probes = health.probes.filter(({ startMs }) => startMs >= look.sinceMs).length;
      const enough = Math.min(service?.healthcheck?.retries ?? 3, KEPT_PROBES);
      return startedMs >= look.sinceMs || probes >= enough
        ? { kind: 'unhealthy', probe }
        : { kind: 'starting', restarts, probe };
    }
  }
}

/** From what is worst to what is best: the state of a service is that of its worst container. */
const ORDER: readonly ServiceState['kind'][] = [
  'looping',
  'failed',
  'unhealthy',
  'paused',
  'absent',
  'created',
  'starting',
  'working',
  'running',
  'healthy',
  'completed',
];

/** The state of a service by those of its containers. */
export function serviceState(
  states: readonly ServiceState[],
  name: string,
  model: Pick<Model, 'services'>,
): ServiceState {
  const service = model.services[name];
  const wanted = service === undefined ? 1 : replicasOf(service);
  const isJob = isAwaitedToEnd(name, model);
  const seen = states.map((state): ServiceState => (isJob && state.kind === 'running' ? { kind: 'working' } : state));
  const all: readonly ServiceState[] = seen.length < wanted ? [...seen, { kind: 'absent' }] : seen;
  const rank = (state: ServiceState): number =>
    ORDER.indexOf(state.kind) + ('settled' in state && !state.settled ? -0.5 : 0);
  return [...all].sort((a, b) => rank(a) - rank(b))[0] ?? { kind: 'absent' };
}

/** True for a service that others need to have ended. */
function isAwaitedToEnd(name: string, { services }: Pick<Model, 'services'>): boolean {
  return Object.values(services).some(
    ({ depends_on: needs }) => needs[name]?.condition === 'service_completed_successfully',
  );
}

/** True for a state that needs no more waiting. */
export function isGood(state: ServiceState): boolean {
  return state.kind === 'completed' || ((state.kind === 'healthy' || state.kind === 'running') && state.settled);
}

/** True for a state that does not get better by waiting. */
export function isBad({ kind }: ServiceState): boolean {
  return kind === 'looping' || kind === 'failed' || kind === 'unhealthy';
}

/** What a service that has not started yet waits for. */
export interface Awaited {
  readonly service: string;
  readonly until: 'started' | 'healthy' | 'completed';
}

const UNTIL: Readonly<Record<string, Awaited['until']>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

/** The dependencies of a service that are not yet what it needs them to be. */
export function awaitedBy(
  name: string,
  model: Pick<Model, 'services'>,
  states: ReadonlyMap<string, ServiceState>,
): readonly Awaited[] {
  return Object.entries(model.services[name]?.depends_on ?? {}).flatMap(([service, { condition }]): Awaited[] => {
    const state = states.get(service);
    const until = UNTIL[condition] ?? 'started';
    return state === undefined || isMet(state, until) ? [] : [{ service, until }];
  });
}

function isMet({ kind }: ServiceState, until: Awaited['until']): boolean {
  switch (until) {
    case 'started':
      return kind !== 'absent' && kind !== 'created';
    case 'healthy':
      return kind === 'healthy';
    case 'completed':
      return kind === 'completed';
  }
}
