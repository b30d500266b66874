import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@slipway/kit/process';
import { dockerText, openWorkspace, repository, type Workspace } from './workspace.js';

// A real registry, on loopback: what the lock pins is what is built, whatever the tag points to now.

const CA = '/etc/ssl/certs/ca-certificates.crt';
let registry = '';
let base = '';
let workspace: Workspace;

async function pushBase(text: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-base-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY message /message\n');
  writeFileSync(join(folder, 'message'), text);
  await dockerText('buildx', 'build', '--quiet', '--provenance=false', '--tag', base, folder);
  await dockerText('push', '--quiet', base);
}

beforeAll(async () => {
  const secret = existsSync(CA) ? ['--secret', `id=ca,src=${CA}`] : [];
  await dockerText(
    'buildx',
    'build',
    '--quiet',
    '--load',
    ...secret,
    '--tag',
    'slipway-e2e-registry:latest',
    join(repository, 'e2e/registry'),
  );
  registry = await dockerText(
    'run',
    '--detach',
    '--label',
    'dev.slipway.test',
    '--publish',
    '127.0.0.1::5000',
    'slipway-e2e-registry:latest',
  );
  const port = (await dockerText('port', registry, '5000/tcp')).split(':').at(-1) ?? '';
  base = `localhost:${port}/base:1`;
  const root = mkdtempSync(join(tmpdir(), 'slipway-lock-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  workspace = openWorkspace(root, 'lock');
  workspace.write('package.json', '{"name": "lock", "private": true}');
  workspace.write('app/go.mod', 'module example.org/app\n\ngo 1.26\n');
  workspace.write('app/main.go', 'package main\n\nfunc main() {}\n');
  workspace.write(
    'app/Dockerfile',
    `FROM ${base} AS base\nFROM scratch AS production\nCOPY --from=base /message /message\nCOPY --from=application app/main.go /main.go\n`,
  );
});

afterAll(async () => {
  if (registry !== '') await dockerText('rm', '--force', registry);
  await workspace.dispose();
});

const slipway = async (...args: readonly string[]): Promise<string> => {
  const outcome = await run(process.execPath, [join(repository, 'tools/nx/dist/cli.js'), ...args], {
    cwd: workspace.root,
    env: { NODE_OPTIONS: undefined },
  });
  return outcome.kind === 'exited' ? `${String(outcome.exitCode)}\n${outcome.stdout}\n${outcome.stderr}` : outcome.kind;
};

/** What the built image holds of its base. */
async function message(): Promise<string> {
  const container = await dockerText('create', `${workspace.name}/app:dev`, 'none');
  try {
    await dockerText('cp', `${container}:/message`, join(workspace.root, 'message.out'));
    return readFileSync(join(workspace.root, 'message.out'), 'utf8');
  } finally {
    await dockerText('rm', container);
  }
}

test('update pins a digest, builds stay on it, and the next update moves them', async () => {
  await pushBase('one');
  expect(await slipway('lock', 'update', base)).toContain('linux/amd64 pinned anew');
  const lock = JSON.parse(readFileSync(join(workspace.root, 'images.lock.json'), 'utf8')) as {
    images: Record<string, { digests: Record<string, string> }>;
  };
  expect(lock.images[base]?.digests['linux/amd64']).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect((await workspace.nx(['docker-build', 'app'])).exitCode).toBe(0);
  expect(await message()).toBe('one');

  await pushBase('two');
  workspace.edit('app/main.go', (text) => `${text}// edited\n`);
  expect((await workspace.nx(['docker-build', 'app'])).output).toContain('app/main.go changed');
  expect(await message()).toBe('one');

  expect(await slipway('lock', 'update')).toContain('pinned anew');
  expect((await workspace.nx(['docker-build', 'app'])).output).toContain(`base image ${base} changed`);
  expect(await message()).toBe('two');
  expect(await slipway('lock', 'update')).toContain('as it was');
});

test('a base that no registry knows is told, keeps its entry, and fails', async () => {
  const before = readFileSync(join(workspace.root, 'images.lock.json'), 'utf8');
  const said = await slipway('lock', 'update', base.replace('base:1', 'none:1'));
  expect(said).toMatch(/^1\n/);
  expect(said).toContain('its registry gave no digest');
  expect(readFileSync(join(workspace.root, 'images.lock.json'), 'utf8')).toBe(before);
});
