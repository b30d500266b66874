import type { ContainerDetail } from '../observe/container.js';
import { modelOf } from '../testing/model.js';
import { describeState } from './describe.js';
import { awaitedBy, containerState, serviceState, type Look, type ServiceState } from './state.js';

const look: Look = { nowMs: 100_000, sinceMs: 90_000, settleMs: 5_000, isComposing: false, restartsBefore: () => 0 };

function container(over: Partial<ContainerDetail>): ContainerDetail {
  return {
    id: 'i',
    status: 'running',
    exitCode: 0,
    outOfMemory: false,
    error: '',
    startedMs: 91_000,
    restarts: 0,
    environment: [],
    mounts: [],
    platform: 'linux',
    ...over,
  };
}

const failing = { startMs: 95_000, exitCode: 1, output: 'connection refused\nand more' };

test.each<[string, Partial<ContainerDetail>, Partial<Look>, string]>([
  ['no healthcheck, up long enough', {}, {}, 'running, no healthcheck'],
  ['no healthcheck, just started', { startedMs: 98_000 }, {}, 'running, no healthcheck: watching whether it stays up'],
  ['healthy', { health: { status: 'healthy', probes: [] } }, {}, 'healthy'],
  [
    'starting, with what its probe says',
    { health: { status: 'starting', probes: [failing] } },
    {},
    'starting: connection refused',
  ],
  ['unhealthy', { health: { status: 'unhealthy', probes: [failing] } }, {}, 'unhealthy: connection refused'],
  [
    'unhealthy since before this run, not enough probes yet',
    { startedMs: 1_000, health: { status: 'unhealthy', probes: [failing] } },
    {},
    'starting: connection refused',
  ],
  ['ended well', { status: 'exited' }, {}, 'completed'],
  ['ended badly', { status: 'exited', exitCode: 3 }, {}, 'ended with 3'],
  ['wrong configuration', { status: 'exited', exitCode: 78 }, {}, 'ended with 78, its configuration is wrong'],
  ['killed for memory', { status: 'exited', exitCode: 137, outOfMemory: true }, {}, 'ended with 137, out of memory'],
  [
    'ended before this run, and compose may start it',
    { status: 'exited', exitCode: 3, startedMs: 1_000 },
    { isComposing: true },
    'not started yet',
  ],
  [
    'started again once',
    { status: 'restarting', exitCode: 1, restarts: 1 },
    {},
    'starting (restarted once): ended with 1, is started again',
  ],
  [
    'started again and again',
    { status: 'restarting', exitCode: 1, restarts: 3 },
    {},
    'crash loop: restarted 3 times, ended with 1',
  ],
  [
    'up for a moment between crashes',
    { startedMs: 99_000, exitCode: 1, restarts: 4 },
    {},
    'crash loop: restarted 4 times, ended with 1',
  ],
  ['had crashed, long ago', { restarts: 9 }, { restartsBefore: () => 9 }, 'running, no healthcheck'],
  [
    'can not be started',
    { status: 'created', exitCode: 127, error: 'exec: "nope": not found' },
    {},
    'could not be started: exec: "nope": not found',
  ],
])('%s', (_name, over, at, expected) => {
  expect(describeState(containerState(container(over), undefined, { ...look, ...at }))).toBe(expected);
});

test('a service is as well as its worst container, and a missing one counts', () => {
  const model = modelOf({ api: { deploy: { replicas: 3 } } });
  const healthy: ServiceState = { kind: 'healthy', settled: true };
  expect(serviceState([healthy, healthy, healthy], 'api', model)).toEqual(healthy);
  expect(serviceState([healthy, healthy], 'api', model)).toEqual({ kind: 'absent' });
  expect(serviceState([healthy, { kind: 'unhealthy', probe: '' }, healthy], 'api', model).kind).toBe('unhealthy');
  expect(serviceState([healthy, { kind: 'healthy', settled: false }, healthy], 'api', model)).toMatchObject({
    settled: false,
  });
});

test('a job that others wait for is at work while it runs', () => {
  const model = modelOf({ job: {}, api: { depends_on: { job: { condition: 'service_completed_successfully' } } } });
  expect(serviceState([{ kind: 'running', settled: true }], 'job', model)).toEqual({ kind: 'working' });
});

test('what a service waits for is what is not yet as it needs it', () => {
  const model = modelOf({
    api: {
      depends_on: {
        db: { condition: 'service_healthy' },
        job: { condition: 'service_completed_successfully' },
        mail: { condition: 'service_started' },
      },
    },
  });
  const states = new Map<string, ServiceState>([
    ['db', { kind: 'starting', restarts: 0, probe: '' }],
    ['job', { kind: 'working' }],
    ['mail', { kind: 'running', settled: false }],
  ]);
  const awaited = awaitedBy('api', model, states);
  expect(describeState({ kind: 'created' }, awaited)).toBe('waits for db (healthy), job (completed)');
});
