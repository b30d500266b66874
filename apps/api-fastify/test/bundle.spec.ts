import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { about } from '../src/about.js';
import { fakeUpstream } from './fake-upstream.js';
import { connected } from './mcp-client.js';

interface Bundler {
  readonly bundle: (outfile: string) => Promise<void>;
}

// Outside the repository, where no node_modules can help out.
const folder = mkdtempSync(join(tmpdir(), 'api-fastify-'));
const file = join(folder, 'main.cjs');

function run(args: string[], environment: Record<string, string> = {}) {
  return spawnSync(process.execPath, [file, ...args], { env: environment, encoding: 'utf8', cwd: folder });
}

// The service itself refuses port 0: nobody could ask it which one it got.
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

async function started(environment: Record<string, string> = {}): Promise<{
  process: ChildProcess;
  url: string;
  port: string;
  lines: Record<string, unknown>[];
}> {
  const port = await freePort();
  const child = spawn(process.execPath, [file], {
    env: { PORT: port, HOST: '127.0.0.1', ...environment },
    cwd: folder,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Record<string, unknown>[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  await expect.poll(() => lines, { timeout: 20_000 }).toContainEqual(expect.objectContaining({ message: 'started' }));
  return { process: child, url: `http://127.0.0.1:${port}`, port, lines };
}

describe('the bundle, alone in a folder', () => {
  beforeAll(async () => {
    const { bundle } = (await import(new URL('../bundle.mjs', import.meta.url).href)) as Bundler;
    await bundle(file);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is small', () => {
    expect(statSync(file).size).toBeLessThan(3_000_000);
  });

  it('knows its version and its usage', () => {
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `api-fastify ${about.version}\n` });
    expect(run(['--help']).stdout).toContain('STATISTICS_URL');
    expect(run(['start'])).toMatchObject({ status: 64, stdout: '' });
  });

  it('refuses settings that are wrong before it listens', () => {
    const { status, stdout, stderr } = run(['serve'], { PORT: '0', CORE_URL: 'http://root:hunter2@core' });
    expect(status).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toContain('PORT: 0 is out of range');
    expect(stderr).toContain('CORE_URL: "***@core" holds a user name or a password');
    expect(stderr).not.toContain('hunter2');
  });

  it('serves, is found healthy, and stops at once when idle', async () => {
    const { process: child, url, port, lines } = await started();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => {
      agent.destroy();
    });
    const [response] = (await once(request(`${url}/health`, { agent }).end(), 'response')) as [NodeJS.ReadableStream];
    response.resume();
    expect(run(['healthcheck'], { PORT: port })).toMatchObject({ status: 0, stdout: '', stderr: '' });

    const start = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(lines.slice(-2)).toMatchObject([
      { message: 'stopping', reason: 'SIGTERM' },
      { message: 'stopped', reason: 'SIGTERM' },
    ]);
    expect(run(['healthcheck'], { PORT: port })).toMatchObject({ status: 1 });
  });

  it('stops at once while a client listens for news', async () => {
    const { process: child, url } = await started();
    const { client } = await connected(url);
    expect((await client.listTools()).tools).toHaveLength(3);
    const start = performance.now();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it('answers the tool call in flight before it stops', async () => {
    const core = await fakeUpstream({ '/v1/stats': 'nothing' });
    const { process: child, url, lines } = await started({ CORE_URL: core.url.href, UPSTREAM_TIMEOUT_SECONDS: '1' });
    const { client } = await connected(url);
    const call = client.callTool({ name: 'list_services', arguments: {} });
    await expect.poll(() => core.asked).toHaveLength(1);
    child.kill('SIGTERM');
    await expect.poll(() => lines).toContainEqual(expect.objectContaining({ message: 'stopping' }));
    expect(JSON.stringify(await call)).toContain('core did not answer within 1000 ms');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
