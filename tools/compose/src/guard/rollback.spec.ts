import { isEmpty, planRollback, type Snapshot } from './rollback.js';

function container(id: string, service: string, state: string) {
  return { id, name: id, service, state, number: 1, oneOff: false };
}

const empty: Snapshot = { containers: [], networks: [], volumes: [] };

test('where nothing was, nothing is left', () => {
  const now: Snapshot = {
    containers: [container('a', 'api', 'running'), container('d', 'db', 'created')],
    networks: ['n'],
    volumes: ['v'],
  };
  expect(planRollback(empty, now)).toEqual({
    stop: ['a'],
    remove: ['a', 'd'],
    start: [],
    networks: ['n'],
    volumes: ['v'],
  });
});

test('what ran before runs on, in whatever container; what stood still before stands still and stays', () => {
  const before: Snapshot = {
    containers: [container('a', 'api', 'running'), container('d', 'db', 'exited')],
    networks: ['n'],
    volumes: ['v'],
  };
  const now: Snapshot = {
    containers: [container('a2', 'api', 'running'), container('d', 'db', 'running'), container('w', 'web', 'running')],
    networks: ['n', 'n2'],
    volumes: ['v'],
  };
  expect(planRollback(before, now)).toEqual({
    stop: ['d', 'w'],
    remove: ['w'],
    start: [],
    networks: ['n2'],
    volumes: [],
  });
});

test('what was stopped to be replaced is started again', () => {
  const before: Snapshot = { ...empty, containers: [container('a', 'api', 'running')] };
  const now: Snapshot = { ...empty, containers: [container('a', 'api', 'exited')] };
  expect(planRollback(before, now).start).toEqual(['a']);
});

test('after a rollback there is nothing to do', () => {
  const before: Snapshot = { containers: [container('a', 'api', 'running')], networks: ['n'], volumes: [] };
  expect(isEmpty(planRollback(before, before))).toBe(true);
});
