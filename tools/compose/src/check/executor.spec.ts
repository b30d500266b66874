import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ExecutorContext } from '@nx/devkit';
import check, { type CheckOptions } from './executor.js';

// These run docker compose to merge files; no engine is needed.

let root: string;
const printed: string[] = [];
const complained: string[] = [];
const original = { log: console.log, error: console.error };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-check-'));
  printed.length = 0;
  complained.length = 0;
  console.log = (line: string) => printed.push(line);
  console.error = (line: string) => complained.push(line);
});

afterEach(() => {
  Object.assign(console, original);
  rmSync(root, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

function run(options: CheckOptions) {
  const context = {
    root,
    cwd: root,
    isVerbose: false,
    projectName: 'stack',
    projectsConfigurations: { version: 2, projects: { stack: { root: '.' } } },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  } satisfies ExecutorContext;
  return check(options, context);
}

const good = {
  'compose.yml': `name: shop
services:
  api:
    image: example.invalid/api:1.4@sha256:${'0'.repeat(64)}
    user: "65532:65532"
    cap_drop: [ALL]
    security_opt: [no-new-privileges:true]
    read_only: true
    restart: unless-stopped
    stop_grace_period: 10s
    logging: { driver: local }
    healthcheck: { test: [CMD, /app/api, healthcheck] }
    deploy: { resources: { limits: { cpus: "1", memory: 64M, pids: 50 } } }
`,
  'compose/environments/production.yml': 'services: {}\n',
};

test('a stack that keeps to the rules ends with 0', async () => {
  write(good);
  expect(await run({ environment: 'production', strict: true })).toEqual({ success: true, exitCode: 0 });
  expect(stripVTControlCharacters(printed.join('\n'))).toContain(
    'no finding (production: 1 services held against 40 rules)',
  );
});

test('findings end with 1, as text, as data and as SARIF', async () => {
  write({ ...good, 'compose/environments/production.yml': 'services:\n  api:\n    read_only: false\n' });
  expect(await run({ environment: 'production', json: true, sarif: 'reports/policy.sarif' })).toEqual({
    success: false,
    exitCode: 1,
  });
  expect(stripVTControlCharacters(complained.join('\n'))).toContain('compose/environments/production.yml\n  3:5');
  expect(JSON.parse(printed.join('\n'))).toMatchObject({
    errors: 1,
    findings: [{ rule: 'read-only-root', where: { file: 'compose/environments/production.yml', line: 3, column: 5 } }],
  });
  expect(readFileSync(join(root, 'reports/policy.sarif'), 'utf8')).toContain('"read-only-root"');
});

test('warnings end with 1 only where they are asked to', async () => {
  write({ ...good, 'compose/environments/production.yml': 'services:\n  api:\n    container_name: api\n' });
  expect((await run({ environment: 'production' })).exitCode).toBe(0);
  expect((await run({ environment: 'production', strict: true })).exitCode).toBe(1);
});

test('--fix mends in the file that says it and tells what is left', async () => {
  const bare = good['compose.yml'].replace('    restart: unless-stopped\n', '').replace('    read_only: true\n', '');
  write({ ...good, 'compose.yml': bare });
  expect((await run({ environment: 'production', fix: true })).exitCode).toBe(1);
  expect(printed.join('\n')).toContain('mended 1 in compose.yml');
  expect(printed.join('\n')).toContain('read-only-root');
  expect(readFileSync(join(root, 'compose.yml'), 'utf8')).toContain('    restart: unless-stopped\n');
});

test('waivers of compose/policy.yml count', async () => {
  const waivers =
    'waivers:\n  - { rule: read-only-root, service: api, reason: writes beside its program, until: 2999-12-31 }\n';
  write({
    ...good,
    'compose/environments/production.yml': 'services:\n  api:\n    read_only: false\n',
    'compose/policy.yml': waivers,
  });
  expect((await run({ environment: 'production' })).exitCode).toBe(0);
  expect(printed.join('\n')).toContain('read-only-root  until 2999-12-31: writes beside its program');
});

test('broken files end with 2, with their line', async () => {
  write({ ...good, 'compose/environments/production.yml': 'services:\n  api:\n  - x: [\n' });
  expect((await run({ environment: 'production' })).exitCode).toBe(2);
  expect(complained.join('\n')).toMatch(/compose\/environments\/production\.yml:\d+:\d+: no valid YAML/);
  write({ 'compose/environments/production.yml': 'services:\n  api:\n    prots: []\n' });
  expect((await run({ environment: 'production' })).exitCode).toBe(2);
  expect(stripVTControlCharacters(complained.join('\n'))).toContain('prots');
  expect(existsSync(join(root, 'reports'))).toBe(false);
});
