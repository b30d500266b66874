import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';

// Each test starts node twice, which takes its time on a busy machine.
jest.setTimeout(60_000);

const cli = fileURLToPath(new URL('./cli.js', import.meta.url));
const digest = `sha256:${'a'.repeat(64)}`;
const version = { Version: '28.5.2', Os: 'linux', Arch: 'amd64' };

let folder: string;
let server: Server;
/** What the engine answers, by path; anything else it does not know. */
let answers: Record<string, [status: number, body: unknown]>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
  answers = { '/version': [200, version] };
  server = createServer((request, response) => {
    const [status, body] = answers[request.url ?? ''] ?? [404, { message: 'No such image' }];
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, 'engine.sock'), resolve));
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A docker command that notes how it was called, and then does as the script says. */
function fakeDocker(script = ''): void {
  const path = join(folder, 'docker');
  const note = `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');`;
  const buildx =
    "if (process.argv[2] === 'buildx' && process.argv[3] === 'version') { console.log('v0.29.1'); process.exit(); }";
  writeFileSync(path, `#!${process.execPath}\n${buildx}\n${note}\n${script}\n`);
  chmodSync(path, 0o755);
}

function calls(): string[] {
  const path = join(folder, 'calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

function lock(images: Record<string, { digests: Record<string, string> }>): void {
  writeFileSync(join(folder, 'images.lock.json'), JSON.stringify({ version: 1, images }));
}

interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const env = { ...process.env, DOCKER_HOST: `unix://${join(folder, 'engine.sock')}`, PATH: `${folder}:/usr/bin:/bin` };
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  return {
    child,
    ended: new Promise((resolve) =>
      child.on('close', (exitCode) => {
        resolve({ exitCode, stdout, stderr });
      }),
    ),
  };
}

const run = (...args: string[]): Promise<Ended> => start(...args).ended;

test('where all is there, it says so and calls nothing', async () => {
  fakeDocker();
  lock({ 'node:24-slim': { digests: {} }, 'rust:1-slim': { digests: {} } });
  answers['/images/node:24-slim/json'] = [200, { RepoDigests: [], Config: { Labels: null } }];
  answers['/images/rust:1-slim/json'] = [200, { Config: { Labels: { 'dev.slipway.stand-in': 'why' } } }];
  const lines = 'engine: 28.5.2, running\nnode:24-slim: found\nrust:1-slim: found, a stand-in (why)\n';
  expect(await run()).toEqual({ exitCode: 0, stdout: lines, stderr: '' });
  expect(calls()).toEqual([]);
});

test('what a registry has is pulled by the locked digest, and given its name', async () => {
  fakeDocker();
  lock({ 'node:24-slim': { digests: { 'linux/amd64': digest } } });
  answers['/distribution/node:24-slim/json'] = [200, {}];
  expect((await run()).stdout).toMatch(/^node:24-slim: pulled in [\d.]+ s$/m);
  expect(calls()).toEqual([`pull --quiet node@${digest}`, `tag node@${digest} node:24-slim`]);
});

test('a refusal of the registry is the end of it, and is told in its words', async () => {
  fakeDocker("console.error('pull access denied'); process.exit(1);");
  answers['/distribution/team/base:1/json'] = [403, { message: 'denied' }];
  const { exitCode, stderr } = await run('team/base:1');
  expect(exitCode).toBe(1);
  expect(stderr).toBe('pulling team/base:1 failed: docker pull ended with 1\n  pull access denied\n');
});

test('--dry-run says what would be done, and does nothing', async () => {
  fakeDocker();
  answers['/distribution/node:24-slim/json'] = [200, {}];
  expect((await run('--dry-run', 'node:24-slim')).stdout).toBe(
    'engine: 28.5.2, running\nnode:24-slim: pull node:24-slim\n',
  );
  expect(calls()).toEqual([]);
});

test('--json prints one document and nothing else', async () => {
  fakeDocker();
  answers['/distribution/node:24-slim/json'] = [200, {}];
  expect(JSON.parse((await run('--json', 'node:24-slim')).stdout)).toMatchObject({
    engine: { version: '28.5.2', outcome: 'running' },
    images: [{ name: 'node:24-slim', outcome: 'pulled' }],
  });
});

test('every image that cannot be had is told before anything is done', async () => {
  fakeDocker();
  answers['/distribution/one:1/json'] = [500, { message: 'dial tcp: lookup one: no such host' }];
  answers['/distribution/two:1/json'] = [500, { message: 'dial tcp: lookup two: no such host' }];
  answers['/distribution/node:24-slim/json'] = [200, {}];
  const { exitCode, stderr } = await run('one:1', 'node:24-slim', 'two:1');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^one:1 is not here[\s\S]*^two:1 is not here/m);
  expect(calls()).toEqual([]);
});

test('--leave-out goes on without what cannot be had, and says so in data', async () => {
  fakeDocker();
  answers['/distribution/one:1/json'] = [500, { message: 'dial tcp: lookup one: no such host' }];
  answers['/distribution/node:24-slim/json'] = [200, {}];
  const { exitCode, stdout } = await run('--leave-out', '--json', 'one:1', 'node:24-slim');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    images: [
      { name: 'node:24-slim', outcome: 'pulled' },
      { name: 'one:1', outcome: 'unavailable', reason: expect.stringContaining('no such host') as string },
    ],
  });
});

test('no engine is one sentence', async () => {
  fakeDocker();
  server.close();
  const { exitCode, stderr } = await run('node:24-slim');
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^no container engine answers at unix:.*\n {2}start the engine there.*\n$/);
});

test('a folder outside of a workspace, and no names, is told', async () => {
  fakeDocker();
  const { exitCode, stderr } = await run();
  expect(exitCode).toBe(1);
  expect(stderr).toContain('there is no images.lock.json in this folder or above');
});

test('Ctrl-C stops what was started', async () => {
  fakeDocker("require('node:fs').writeFileSync(__filename + '.pid', `${process.pid}`); setInterval(() => {}, 1000);");
  answers['/distribution/node:24-slim/json'] = [200, {}];
  const { child, ended } = start('node:24-slim');
  const pidFile = join(folder, 'docker.pid');
  while (!existsSync(pidFile)) await new Promise((resolve) => setTimeout(resolve, 20));
  const pid = Number(readFileSync(pidFile, 'utf8'));
  child.kill('SIGINT');
  const { exitCode, stderr } = await ended;
  expect(exitCode).toBe(130);
  expect(stderr).toContain('stopped; what is complete stays');
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});
