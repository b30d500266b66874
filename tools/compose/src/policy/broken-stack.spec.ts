import { productionFacts, productionStack } from '../testing/production-stack.js';
import { stackInMemory } from '../testing/stack.js';
import { checkPolicy } from './check.js';
import type { Finding } from './finding.js';
import { allRules } from './rules/index.js';

interface Edit {
  readonly file: string;
  readonly replace: string;
  readonly by: string;
}

/** How to break a rule in the good stack. The finding is expected at the line that says `# broken`. */
interface Breakage {
  readonly edits: readonly Edit[];
  /** Rules that this can not but break as well. */
  readonly also?: readonly string[];
}

const gateway = 'compose/services/gateway.yml';
const api = 'compose/services/api.yml';
const database = 'compose/infrastructure/database.yml';
const exporter = 'compose/infrastructure/exporter.yml';
const production = 'compose/environments/production.yml';

const edit = (file: string, replace: string, by: string): Breakage => ({ edits: [{ file, replace, by }] });

/** Adds lines to a service in the file of patches. */
function patch(service: string, ...lines: readonly string[]): Breakage {
  const block = [`services:`, `  ${service}:`, ...lines.map((line) => `    ${line}`)].join('\n');
  const present = new RegExp(`^  ${service}:$`, 'm').test(productionStack.texts[production] ?? '');
  return present
    ? edit(production, `  ${service}:\n`, `  ${service}:\n${lines.map((line) => `    ${line}\n`).join('')}`)
    : edit(production, 'services:\n', `${block}\n`);
}

const breakages: Readonly<Record<string, Breakage>> = {
  'no-privileged': patch('database', 'privileged: true # broken'),
  'drop-capabilities': patch('database', 'cap_drop: !override [NET_RAW] # broken'),
  'no-dangerous-capabilities': patch('database', 'cap_add:', '  - CHOWN', '  - SYS_ADMIN # broken'),
  'no-new-privileges': patch('database', 'security_opt: !reset [] # broken'),
  'read-only-root': patch('database', 'read_only: false # broken'),
  'non-root-user': patch('database', 'user: "0" # broken', 'cap_add: [CHOWN]'),
  'no-docker-socket': patch('database', 'volumes:', '  - /var/run/docker.sock:/var/run/docker.sock:ro # broken'),
  'no-sensitive-mounts': edit(exporter, '- /:/host:ro', '- /:/host # broken'),
  'no-host-namespaces': edit(gateway, 'user: "101"', 'user: "101"\n    ipc: host # broken'),
  'no-unconfined-profiles': patch('api', 'security_opt:', '  - seccomp:unconfined # broken'),
  'memory-limit': edit(database, 'limits: { cpus: "2", memory: 1G }', 'limits: { cpus: "2" } # broken'),
  'cpu-limit': edit(
    exporter,
    'limits:\n          memory: 64M\n          cpus: "0.25"',
    'limits: # broken\n          memory: 64M',
  ),
  'pids-limit': patch('database', 'deploy:', '  resources:', '    limits:', '      pids: -1 # broken'),
  'log-rotation': patch('database', 'logging: !override # broken', '  driver: json-file'),
  healthcheck: {
    ...patch('database', 'healthcheck: !override # broken', '  disable: true'),
    also: ['healthy-dependency'],
  },
  'healthcheck-program': edit(database, 'test: [CMD, pg_isready, -h, 127.0.0.1]', 'test: curl localhost:5432 # broken'),
  'healthy-dependency': {
    edits: [
      ...patch('gateway', 'depends_on:', '  node-exporter:', '    condition: service_healthy # broken').edits,
      { file: exporter, replace: 'healthcheck:\n', by: 'healthcheck:\n      disable: true\n' },
    ],
    also: ['healthcheck'],
  },
  'one-shot-wait': {
    edits: [
      { file: api, replace: 'service_completed_successfully', by: 'service_started' },
      { file: api, replace: 'restart: "no"', by: 'restart: "no" # broken' },
    ],
    also: ['restart-policy'],
  },
  'restart-policy': { ...patch('database', 'restart: "no" # broken') },
  'stop-grace-period': patch('api', 'stop_grace_period: 100ms # broken'),
  init: patch('api', 'entrypoint: npm start # broken'),
  'exec-form': patch('api', 'entrypoint: [sh, -c, "/app/api serve"] # broken'),
  'image-tag': { ...edit(database, 'image: postgres:17.5', 'image: postgres:latest # broken'), also: ['image-digest'] },
  'image-digest': edit(database, 'image: postgres:17.5', 'image: postgres:17.6 # broken'),
  'no-build': patch('api', 'build: ../apps/api # broken'),
  'no-develop': patch('api', 'develop: # broken', '  watch: [{ action: rebuild, path: . }]'),
  'no-source-mounts': edit(api, 'labels:', 'volumes:\n      - ../../src:/app/src # broken\n    labels:'),
  'no-container-name': edit(database, 'user: "70:70"', 'user: "70:70"\n    container_name: database # broken'),
  'scalable-services': {
    edits: [
      { file: production, replace: '    ports:', by: '    deploy: { replicas: 2 }\n    ports:' },
      { file: production, replace: '- "443:8443"', by: '- "443:8443" # broken' },
    ],
  },
  'loopback-ports': patch('node-exporter', 'ports:', '  - target: 9100 # broken', '    published: "9100"'),
  'no-database-ports': {
    ...patch('database', 'ports:', '  - 127.0.0.1:5432:5432 # broken'),
    also: ['reachable-ports'],
  },
  'internal-databases': edit(database, '- data\n', '- data\n      - frontend # broken\n'),
  'reachable-ports': {
    edits: [{ file: production, replace: '    ports:', by: '    networks: !override [data]\n    ports: # broken' }],
  },
  'unique-host-ports': patch('node-exporter', 'ports:', '  - 127.0.0.1:443:443 # broken'),
  'no-secret-in-environment': edit(production, 'LOG_LEVEL: warn', 'API_TOKEN: s3cr3t-value # broken'),
  'no-secret-in-command': patch('database', 'command: [postgres, --password=s3cr3t-value] # broken'),
  'no-secret-in-labels': edit(api, 'com.example.team: shop', 'com.example.token: s3cr3t-value # broken'),
  'no-secret-in-build': {
    ...patch('api', 'build:', '  args:', '    - NPM_TOKEN=s3cr3t-value # broken'),
    also: ['no-build'],
  },
  'file-secrets': {
    edits: [
      { file: gateway, replace: '    networks:', by: '    secrets:\n      - session-key # broken\n    networks:' },
      {
        file: production,
        replace: 'services:',
        by: 'secrets:\n  session-key: { environment: SESSION_KEY }\nservices:',
      },
    ],
  },
  'readable-secrets': edit(
    api,
    '- database-password\n    healthcheck',
    '- source: database-password # broken\n        mode: 0400\n    healthcheck',
  ),
};

function check(texts: Readonly<Record<string, string>>): readonly Finding[] {
  const stack = stackInMemory({ ...productionStack, texts });
  return checkPolicy(stack, { environment: 'production', facts: productionFacts, today: '2026-11-21' }).findings;
}

function broken({ edits }: Breakage): Readonly<Record<string, string>> {
  return edits.reduce<Readonly<Record<string, string>>>((texts, { file, replace, by }) => {
    const text = texts[file] ?? '';
    expect(text).toContain(replace);
    return { ...texts, [file]: text.replace(replace, () => by) };
  }, productionStack.texts);
}

test('the good stack has no finding', () => {
  expect(check(productionStack.texts)).toEqual([]);
});

test('there is a way to break every rule', () => {
  expect(Object.keys(breakages).toSorted()).toEqual(allRules.map(({ id }) => id).toSorted());
});

test.each(Object.entries(breakages))('%s is found where it was broken', (rule, breakage) => {
  const texts = broken(breakage);
  const [expected] = Object.entries(texts).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => (line.endsWith('# broken') ? [{ file, line: index + 1 }] : [])),
  );
  const findings = check(texts);
  const own = findings.filter((finding) => finding.rule === rule);
  expect(own.map(({ where }) => ({ file: where.file, line: where.line }))).toEqual([expected]);
  const others = findings.filter((finding) => finding.rule !== rule).map((finding) => finding.rule);
  expect([...new Set(others)].toSorted()).toEqual([...(breakage.also ?? [])].toSorted());
  expect(JSON.stringify(findings)).not.toContain('s3cr3t-value');
});
