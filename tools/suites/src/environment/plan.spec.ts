import type { Model } from '@slipway/compose/private';
import { planEnvironment, type PlanFacts } from './plan.js';

interface Written {
  readonly image?: string;
  readonly build?: string;
  readonly port?: number;
  /** Service to condition, `healthy` or `completed`. */
  readonly needs?: Readonly<Record<string, 'healthy' | 'completed'>>;
  readonly profile?: string;
}

const CONDITIONS = { healthy: 'service_healthy', completed: 'service_completed_successfully' } as const;

function modelOf(services: Readonly<Record<string, Written>>): Model {
  const full = Object.entries(services).map(([name, { image, build, port, needs = {}, profile }]) => [
    name,
    {
      ...(image === undefined ? {} : { image }),
      ...(build === undefined ? {} : { build: { context: build } }),
      profiles: profile === undefined ? [] : [profile],
      depends_on: Object.fromEntries(
        Object.entries(needs).map(([other, until]) => [other, { condition: CONDITIONS[until], required: true }]),
      ),
      ports: port === undefined ? [] : [{ target: port, protocol: 'tcp' }],
      secrets: [],
      configs: [],
      volumes: [],
      labels: {},
      environment: {},
      networks: {},
    },
  ]);
  return {
    name: 'shop-test',
    services: Object.fromEntries(full) as Model['services'],
    networks: {},
    volumes: {},
    secrets: {},
    configs: {},
  };
}

/** The shape of Observatory. */
const model = modelOf({
  gateway: { image: 'nginx:1', port: 8080, needs: { 'api-go': 'healthy' } },
  core: { image: 'shop/core:dev', port: 4005, needs: { migrate: 'completed' } },
  migrate: { image: 'shop/core:dev', needs: { timescaledb: 'healthy' } },
  'api-go': { image: 'shop/api-go:dev', port: 4003, needs: { migrate: 'completed', redis: 'healthy' } },
  timescaledb: { image: 'timescaledb:17', port: 5432 },
  redis: { image: 'redis:8', port: 6379 },
  loki: { image: 'loki:3', profile: 'full' },
  tool: { build: '/shop/apps/tool/image', port: 9000 },
});

const shop: Omit<PlanFacts, 'project'> = {
  model,
  roots: new Map([
    ['shop', '/shop'],
    ['tool', '/shop/apps/tool'],
  ]),
  images: new Map([
    ['core', 'shop/core'],
    ['api-go', 'shop/api-go'],
  ]),
  services: undefined,
  self: undefined,
};

test.each([
  [
    'the graph says it: the service that runs its image, with all that needs',
    { project: 'api-go' },
    { wanted: ['api-go'], started: ['migrate', 'api-go', 'timescaledb', 'redis'], leftOut: [], notes: [] },
  ],
  [
    'all services that run its image',
    { project: 'core' },
    { wanted: ['core', 'migrate'], started: ['core', 'migrate', 'timescaledb'], leftOut: [], notes: [] },
  ],
  [
    'the service that is built from its folder, and not from that of a project around it',
    { project: 'tool' },
    { wanted: ['tool'], started: ['tool'], leftOut: [], notes: [] },
  ],
  [
    'left out itself, it finds what it needs, and the one that brings the schema up to date',
    { project: 'api-go', self: 'leave-out' },
    { started: ['migrate', 'timescaledb', 'redis'], leftOut: ['api-go'], notes: [] },
  ],
  [
    'of a project with several services all are left out',
    { project: 'core', self: 'leave-out' },
    { started: ['timescaledb'], leftOut: ['core', 'migrate'], notes: [] },
  ],
  [
    'what is declared counts, and its own service is none of it',
    { project: 'core', services: ['timescaledb', 'redis'] },
    { wanted: ['timescaledb', 'redis'], started: ['timescaledb', 'redis'], leftOut: ['core', 'migrate'], notes: [] },
  ],
  [
    'what is declared, and its own services besides',
    { project: 'api-go', services: ['gateway'], self: 'run' },
    {
      wanted: ['gateway', 'api-go'],
      started: ['gateway', 'migrate', 'api-go', 'timescaledb', 'redis'],
      leftOut: [],
      notes: [],
    },
  ],
  [
    'a project that has no service declares what it needs; a profile is no obstacle for what is named',
    { project: 'library', services: ['loki', 'redis'] },
    {
      started: ['redis', 'loki'],
      notes: ["loki publishes no port, so nothing on this machine reaches it: give it ports: ['127.0.0.1::PORT']"],
    },
  ],
  [
    'its own service can not be left out of what needs it, and that is said',
    { project: 'api-go', services: ['gateway'], self: 'leave-out' },
    { leftOut: [], notes: ['api-go runs all the same: gateway needs it'] },
  ],
] as const)('%s', (_what, asked, expected) => {
  expect(planEnvironment({ ...shop, ...asked })).toMatchObject({ kind: 'services', ...expected });
});

test('a suite that needs no service is given none', () => {
  expect(planEnvironment({ ...shop, project: 'library', services: [] })).toEqual({ kind: 'nothing' });
  const alone = { ...shop, project: 'tool', self: 'leave-out' } as const;
  expect(planEnvironment(alone)).toEqual({ kind: 'nothing' });
});

test('a project that neither has a service nor says what it needs is told how to say it', () => {
  expect(() => planEnvironment({ ...shop, project: 'library' })).toThrow(
    'no service of the stack runs library, and it does not say which services its suite needs',
  );
});

test('a service that is not there is named, with the one that may be meant', () => {
  expect(() => planEnvironment({ ...shop, project: 'core', services: ['timescale', 'rediss'] })).toThrow(
    /there is no service "timescale".*\n.*timescaledb[\s\S]*there is no service "rediss"/,
  );
});
