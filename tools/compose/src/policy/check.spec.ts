import { stackInMemory } from '../testing/stack.js';
import { checkPolicy, type PolicyOptions } from './check.js';

const stack = stackInMemory({
  texts: {
    'compose.yml': 'services:\n  api:\n    image: shop/api:1.4\n    ports: ["80:80"]\n    container_name: api\n',
  },
});

function weights(environment: string | undefined, more: Partial<PolicyOptions> = {}): Readonly<Record<string, string>> {
  const options = { ...(environment === undefined ? {} : { environment }), today: '2026-11-21', ...more };
  const { findings } = checkPolicy(stack, options);
  return Object.fromEntries(findings.map(({ rule, severity }) => [rule, severity]));
}

test('a rule weighs what the environment says', () => {
  expect(weights('development')).toEqual({
    healthcheck: 'warning',
    'loopback-ports': 'warning',
    'no-container-name': 'warning',
  });
  expect(weights('production')).toMatchObject({
    'loopback-ports': 'error',
    'read-only-root': 'error',
    'no-container-name': 'warning',
    'stop-grace-period': 'warning',
  });
});

test('without an environment it is development, and one that nobody knows is held to what production is', () => {
  expect(weights(undefined)).toEqual(weights('development'));
  expect(weights('customer-demo')).toEqual(weights('production'));
});

test('findings come in the order of files and lines', () => {
  const { findings } = checkPolicy(stack, { environment: 'production', today: '2026-11-21' });
  const lines = findings.map(({ where }) => where.line ?? 0);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});

test('a waiver that is broken is a finding beside the others', () => {
  const waivers = {
    waivers: [],
    problems: [
      {
        rule: 'waiver',
        severity: 'error',
        setting: '',
        what: 'x',
        where: { file: 'compose/policy.yml', line: 1 },
        fix: 'y',
      },
    ],
  } as const;
  expect(weights('development', { waivers })).toMatchObject({ waiver: 'error', healthcheck: 'warning' });
});
