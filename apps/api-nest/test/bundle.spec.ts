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

interface Bundler {
  readonly bundle: (outfile: string) => Promise<void>;
}

const ADMIN_TOKEN = 'a-token-for-the-tests';

// Outside the repository, where no node_modules can help out.
const folder = mkdtempSync(join(tmpdir(), 'api-nest-'));
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

async function started(): Promise<{
  process: ChildProcess;
  url: string;
  port: string;
  lines: Record<string, unknown>[];
}> {
  const port = await freePort();
  const child = spawn(process.execPath, [file], { env: { ADMIN_TOKEN, PORT: port, HOST: '127.0.0.1' }, cwd: folder });
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
    expect(statSync(file).size).toBeLessThan(5_000_000);
  });

  it('knows its version and its usage', () => {
    expect(run(['--version'])).toMatchObject({ status: 0, stdout: `api-nest ${about.version}\n` });
    expect(run(['--help']).stdout).toContain('ADMIN_TOKEN');
    expect(run(['start'])).toMatchObject({ status: 64, stdout: '' });
  });

  it('refuses settings that are wrong before it listens', () => {
    const { status, stdout, stderr } = run(['serve'], { PORT: '0', ADMIN_TOKEN: 'hunter2' });
    expect(status).toBe(78);
    expect(stdout).toBe('');
    expect(stderr).toContain('PORT: 0 is out of range');
    expect(stderr).toContain('ADMIN_TOKEN: is too short');
    expect(stderr).not.toContain('hunter2');
  });

  it('serves, is found healthy, and stops at once when idle', async () => {
    const { process: child, url, port, lines } = await started();
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => {
      agent.destroy();
    });
    const [response] = (await once(request(`${url}/ready`, { agent }).end(), 'response')) as [NodeJS.ReadableStream];
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

  it('answers the request in flight before it stops', async () => {
    const { process: child, url, lines } = await started();
    const headers = {
      'content-type': 'application/json',
      'content-length': '99',
      authorization: `Bearer ${ADMIN_TOKEN}`,
    };
    const posting = request(`${url}/api/keys`, { method: 'POST', headers });
    const body = JSON.stringify({ name: 'x', tenant: 'acme', scopes: ['a:b'] }).padEnd(99);
    posting.write(body.slice(0, 10));
    await new Promise((resolve) => setTimeout(resolve, 100));
    child.kill('SIGTERM');
    await expect.poll(() => lines).toContainEqual(expect.objectContaining({ message: 'stopping' }));
    posting.end(body.slice(10));
    const [response] = (await once(posting, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();
    expect(response.statusCode).toBe(201);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
