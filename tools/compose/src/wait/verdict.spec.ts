import { modelOf } from '../testing/model.js';
import type { ServiceState } from './state.js';
import { judge, type VerdictFacts } from './verdict.js';

const on = (name: string) => ({ depends_on: { [name]: { condition: 'service_healthy' } } });
const model = modelOf({ db: {}, api: on('db'), web: on('api'), metrics: {} });

const healthy: ServiceState = { kind: 'healthy', settled: true };
const starting: ServiceState = { kind: 'starting', restarts: 0, probe: '' };
const created: ServiceState = { kind: 'created' };
const failed: ServiceState = { kind: 'failed', exitCode: 1, outOfMemory: false, error: '' };
const unhealthy: ServiceState = { kind: 'unhealthy', probe: '' };

function verdict(states: readonly ServiceState[], over: Partial<VerdictFacts> = {}) {
  const names = ['db', 'api', 'web', 'metrics'];
  return judge({
    model,
    states: new Map(states.map((state, index) => [names[index] ?? '', state])),
    compose: { kind: 'done' },
    isTimedOut: false,
    badForMs: 0,
    ...over,
  });
}

test('all well and compose done: ready', () => {
  expect(verdict([healthy, healthy, healthy, healthy])).toEqual({ kind: 'ready' });
  expect(verdict([healthy, healthy, healthy, healthy], { compose: { kind: 'running' } })).toEqual({ kind: 'wait' });
});

test('what has just started has to stay so for a while', () => {
  expect(verdict([healthy, healthy, healthy, { kind: 'running', settled: false }])).toEqual({ kind: 'wait' });
});

test('the cause is the service that needs none of the others that are bad; those that wait for it are its victims', () => {
  expect(
    verdict([failed, created, created, healthy], {
      compose: { kind: 'failed', message: 'dependency failed to start' },
    }),
  ).toEqual({
    kind: 'failed',
    broken: { causes: ['db'], victims: ['api', 'web'], isTimeout: false, message: 'dependency failed to start' },
  });
  expect(verdict([failed, unhealthy, created, healthy])).toMatchObject({
    broken: { causes: ['db'], victims: ['api', 'web'] },
  });
});

test('two causes are both told', () => {
  expect(verdict([failed, created, created, failed])).toMatchObject({ broken: { causes: ['db', 'metrics'] } });
});

test('one that is bad does not keep the others from becoming what they will be, for a while', () => {
  expect(verdict([healthy, failed, created, starting], { badForMs: 1_000 })).toEqual({ kind: 'wait' });
  expect(verdict([healthy, failed, created, starting], { badForMs: 20_000 })).toMatchObject({
    broken: { causes: ['api'] },
  });
});

test('out of time, the cause is what does not wait for anything else', () => {
  expect(
    verdict([starting, created, created, healthy], { isTimedOut: true, compose: { kind: 'running' } }),
  ).toMatchObject({
    kind: 'failed',
    broken: { causes: ['db'], victims: ['api', 'web'], isTimeout: true },
  });
});

test('compose may give up although no service is bad', () => {
  expect(
    verdict([created, created, created, created], {
      compose: { kind: 'failed', message: 'port is already allocated' },
    }),
  ).toMatchObject({
    kind: 'failed',
    broken: { message: 'port is already allocated' },
  });
});
