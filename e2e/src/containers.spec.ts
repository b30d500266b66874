import { createServer, request } from 'node:http';
import { closingLine, copyRepository, dockerText, services, type Workspace } from './workspace.js';

let workspace: Workspace;
beforeAll(async () => {
  await new Promise<void>((resolve) => slowCore.listen(CORE_PORT, resolve));
  workspace = await copyRepository('containers');
  const built = await workspace.nx(['run-many', '-t', 'docker-build', '--outputStyle=static']);
  if (built.exitCode !== 0) throw new Error(built.output);
  expect(closingLine(built.output)).toMatch(/^5 images/);
});
afterAll(async () => {
  slowCore.close();
  await workspace.dispose();
});

interface Service {
  readonly port: number;
  readonly env: readonly string[];
  /** Uncompressed megabytes. */
  readonly budget: number;
  /** A request that takes a while: its body comes in two halves, or core, which it asks, answers slowly. */
  readonly slow: {
    readonly kind: 'two halves' | 'slow core';
    readonly path: string;
    readonly port: number;
    readonly status: number;
  };
}

/** Answers like core, after a while. */
const slowCore = createServer((_asked, answer) => {
  setTimeout(() => {
    answer.setHeader('content-type', 'application/json');
    answer.end('{"spans":[],"next_cursor":null,"total":0}');
  }, 900);
});
const CORE_PORT = 14005;
const core = `CORE_URL=http://host.docker.internal:${String(CORE_PORT)}`;

const facts: Readonly<Record<(typeof services)[number], Service>> = {
  core: { port: 4005, env: [], budget: 10, slow: { kind: 'two halves', path: '/v1/traces', port: 4318, status: 200 } },
  'api-go': {
    port: 4003,
    env: [core],
    budget: 15,
    slow: { kind: 'slow core', path: '/api/traces', port: 4003, status: 200 },
  },
  'api-python': {
    port: 4004,
    env: [core],
    budget: 150,
    slow: { kind: 'slow core', path: '/api/statistics/latency', port: 4004, status: 200 },
  },
  'api-nest': {
    port: 4001,
    env: ['ADMIN_TOKEN=0123456789abcdef0123'],
    budget: 160,
    slow: { kind: 'two halves', path: '/api/keys/verify', port: 4001, status: 400 },
  },
  'api-fastify': {
    port: 4002,
    env: [core],
    budget: 160,
    slow: { kind: 'two halves', path: '/mcp', port: 4002, status: 400 },
  },
};

async function start(name: (typeof services)[number]): Promise<string> {
  const env = facts[name].env.flatMap((variable) => ['--env', variable]);
  const hardened = ['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];
  const network = [
    '--add-host',
    'host.docker.internal:host-gateway',
    '--publish',
    `127.0.0.1::${String(facts[name].slow.port)}`,
  ];
  const id = await dockerText(
    'run',
    '--detach',
    '--label',
    'dev.slipway.test',
    ...network,
    ...hardened,
    ...env,
    `${workspace.name}/${name}:dev`,
  );
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const state = await dockerText('inspect', '--format', '{{.State.Status}} {{.State.Health.Status}}', id);
    if (state === 'running healthy') return id;
    if (state.startsWith('exited')) throw new Error(`${name} exited: ${await dockerText('logs', id)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(
    `${name} did not become healthy: ${await dockerText('inspect', '--format', '{{json .State.Health}}', id)}`,
  );
}

/** Begins a request that takes a while. `finish` sends what is missing of it. */
function beginRequest(
  port: number,
  { kind, path }: Service['slow'],
): { readonly finish: () => void; readonly status: Promise<number> } {
  const body = '{}';
  const post = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'content-length': body.length,
    },
  };
  const sent = request({ host: '127.0.0.1', port, path, ...(kind === 'two halves' ? post : {}) });
  const status = new Promise<number>((resolve, reject) => {
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
  });
  if (kind === 'two halves') sent.write(body.slice(0, 1));
  else sent.end();
  return {
    finish: () => {
      if (kind === 'two halves') sent.end(body.slice(1));
    },
    status,
  };
}

test.each([...services])(
  '%s is small, healthy, hardened, and answers what it was asked before it ends',
  async (name) => {
    const image = `${workspace.name}/${name}:dev`;
    const sizes = (await dockerText('history', '--format', '{{.Size}}', '--human=false', image))
      .split('\n')
      .map(Number);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThanOrEqual(facts[name].budget * 1e6);

    const id = await start(name);
    try {
      expect(await dockerText('inspect', '--format', '{{.Config.User}}', id)).toBe('65532:65532');
      await expect(dockerText('exec', id, '/bin/sh', '-c', 'true')).rejects.toThrow();

      const { slow } = facts[name];
      const published = await dockerText('port', id, `${String(slow.port)}/tcp`);
      const open = beginRequest(Number(published.split(':').at(-1)), slow);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const started = performance.now();
      const stopped = dockerText('stop', '--time', '10', id);
      await new Promise((resolve) => setTimeout(resolve, 400));
      open.finish();
      expect(await open.status).toBe(slow.status);
      await stopped;
      expect(performance.now() - started).toBeLessThan(3000);
      expect(await dockerText('inspect', '--format', '{{.State.ExitCode}}', id)).toBe('0');
    } finally {
      await dockerText('rm', '--force', id);
    }
  },
);

test('docker-check finds nothing to say of them', async () => {
  const { exitCode, output } = await workspace.nx(['run-many', '-t', 'docker-check', '--outputStyle=static']);
  expect(output).not.toContain('no budget');
  expect(exitCode).toBe(0);
});

test('a budget that is too small fails, and names files', async () => {
  const { exitCode, output } = await workspace.nx(['docker-check', 'core', '--maxSize=1MB']);
  expect(exitCode).toBe(1);
  expect(output).toContain('over its budget of 1.00 MB');
  expect(output).toContain('/app/service');
});
