import { modelOf } from '../testing/model.js';
import { originsOf } from '../model/origins.js';
import { parseDuration, readSettings } from './options.js';
import { planUp, renderPlan } from './plan.js';
import { exitCodeOf, toJson } from './result.js';
import { planImages } from '../images/plan.js';

test.each([
  ['90s', 90_000],
  ['1m30s', 90_000],
  ['250ms', 250],
  ['120', 120_000],
  [5, 5_000],
])('%s is a time', (text, expected) => {
  expect(parseDuration(text, 'timeout')).toBe(expected);
});

test.each(['', 'soon', '5 days', '3x'])('"%s" is none', (text) => {
  expect(() => parseDuration(text, 'timeout')).toThrow('timeout is');
});

test.each([0, '0s', '0'])('a timeout of %j is refused, since it would fail whatever is started', (timeout) => {
  expect(() => readSettings({ timeout })).toThrow(/nothing is well in no time\n.*24h/);
  expect(readSettings({ settle: 0 }).settleMs).toBe(0);
});

test('profiles are those given, else those that compose would take', () => {
  expect(readSettings({}, 'a,b').profiles).toEqual(['a', 'b']);
  expect(readSettings({ profile: ['c'] }, 'a').profiles).toEqual(['c']);
});

test('a stack without environments is told of its policy and not stopped by it', () => {
  expect(readSettings({}).policy).toBe('warn');
  expect(readSettings({ environment: 'production' }).policy).toBe('fail');
});

test('a plan tells what would be done and why', () => {
  const model = modelOf({ api: { image: 'shop/api:dev' }, db: { image: 'postgres:17' } });
  const selected = ['api', 'db'];
  const plan = planUp(
    {
      model,
      merged: {},
      origins: originsOf({ root: '/w', files: [], read: () => undefined }),
      engine: { version: '28', os: 'linux', architecture: 'amd64', endpoint: '', isLocal: true },
      selected,
      images: planImages({ model, selected, names: new Map([['api', 'shop/api']]), checkoutTag: 'dev' }),
      containers: [
        {
          id: 'd',
          name: 'd',
          imageId: '',
          state: 'running',
          project: 'shop',
          service: 'db',
          number: 1,
          oneOff: false,
          ports: [],
        },
      ],
      moved: [
        {
          service: 'db',
          index: 0,
          hostIp: '',
          hostPort: 5432,
          target: 5432,
          protocol: 'tcp',
          movedTo: 15432,
          holder: { kind: 'container', name: 'other-db-1' },
        },
      ],
      secretsToWrite: [{ name: 'pw', file: '/w/secrets/pw' }],
      notes: [],
      hostPorts: [],
    },
    readSettings({ timeout: '2m' }),
    (file) => file.replace('/w/', ''),
  );
  expect(renderPlan(plan)).toEqual([
    'compose project shop',
    '  write secret  secrets/pw              the secret pw has no value yet',
    '  move port     db: 5432 becomes 15432  the container other-db-1 has',
    '  image         api                     runs in api',
    '  pull          postgres:17             where it is missing; runs in db',
    '  start         api                     it is not there',
    '  keep          db                      it runs; compose makes it anew where its settings changed',
    '  wait for      all of them             at most 2 min',
  ]);
});

test('exit codes tell scripts what came of it', () => {
  const run = { project: 'shop', services: [], leftOut: [], endpoints: [], seconds: 1 };
  expect(exitCodeOf({ kind: 'ready', run })).toBe(0);
  expect(exitCodeOf({ kind: 'not-healthy', run, broken: { causes: [], victims: [], isTimeout: false } })).toBe(1);
  expect(exitCodeOf({ kind: 'refused', problems: [] })).toBe(2);
  expect(exitCodeOf({ kind: 'interrupted' })).toBe(130);
  expect(toJson({ kind: 'refused', problems: [{ what: 'x' }] })).toEqual({
    version: 1,
    outcome: 'refused',
    exitCode: 2,
    problems: [{ what: 'x' }],
  });
});
