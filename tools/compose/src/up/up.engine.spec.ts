import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:net';
import { docker } from '@slipway/images/docker';
import { listContainers, listResources } from '../observe/engine.js';
import { openStackIn } from '../session.js';
import { hasEngine, makeStack, RUNS, TINY, type TestStack } from '../testing/engine.js';
import { readSettings, type UpOptions } from './options.js';
import type { UpResult } from './result.js';
import { up } from './up.js';

const engine = (await hasEngine()) ? describe : describe.skip;
const MINUTE = 60_000;

interface Ran {
  readonly result: UpResult;
  readonly said: string;
}

async function run(stack: TestStack, options: UpOptions = {}, signal = new AbortController().signal): Promise<Ran> {
  const said: string[] = [];
  const result = await up({
    session: openStackIn('.', 'stack', options, stack.context),
    settings: readSettings({ settle: '1s', timeout: '40s', ...options }),
    context: stack.context,
    say: (line) => said.push(line),
    signal,
  });
  return { result, said: said.join('\n') };
}

const HEALTHY = `${RUNS}
    healthcheck: { test: [CMD, 'true'], interval: 10s, start_interval: 200ms, start_period: 20s }`;

engine('on an engine', () => {
  let stack: TestStack;

  afterEach(async () => {
    await stack.remove();
  });

  test(
    'a stack comes up in the order of its needs, tells its addresses, and a second run has nothing to do',
    async () => {
      stack = makeStack({
        'compose.yml': `services:
  db:
    ${HEALTHY}
    secrets: [pw]
    ports: ['127.0.0.1::5432']
  job:
    image: ${TINY}
    command: ['true']
    depends_on: { db: { condition: service_healthy } }
  api:
    ${RUNS}
    depends_on: { job: { condition: service_completed_successfully } }
secrets:
  pw: { file: ./secrets/pw, x-slipway: { generate: true } }
`,
      });
      const { result, said } = await run(stack);
      expect(result).toMatchObject({
        kind: 'ready',
        run: {
          project: stack.name,
          services: [
            { name: 'api', state: 'running', detail: 'running, no healthcheck' },
            { name: 'db', state: 'healthy' },
            { name: 'job', state: 'completed' },
          ],
          endpoints: [{ service: 'db', port: 5432, host: '127.0.0.1' }],
        },
      });
      expect(said).toContain('secrets/pw: written');
      expect(said).toContain('api: waits for job (completed)');
      expect(said).not.toContain(readFileSync(join(stack.root, 'secrets/pw'), 'utf8'));
      const written: unknown = JSON.parse(
        readFileSync(join(stack.root, '.slipway/stack/default/endpoints.json'), 'utf8'),
      );
      expect(written).toMatchObject([
        { service: 'db', url: expect.stringMatching(/^postgres:\/\/127\.0\.0\.1:\d+$/) as string },
      ]);
      const before = (await listContainers(stack.name)).map(({ id }) => id).sort();
      expect((await run(stack)).result.kind).toBe('ready');
      expect((await listContainers(stack.name)).map(({ id }) => id).sort()).toEqual(before);
    },
    2 * MINUTE,
  );

  test(
    'where it breaks, the cause is told with what it wrote last, and not its victims; secrets are in neither',
    async () => {
      stack = makeStack({
        'compose.yml': `services:
  db:
    image: ${TINY}
    environment: { DB_PASSWORD: hunter2222 }
    command: [sh, -c, 'echo starting with $$DB_PASSWORD; sleep 0.3; echo no room left >&2; exit 3']
    healthcheck: { test: [CMD, 'true'] }
  api:
    ${HEALTHY}
    depends_on: { db: { condition: service_healthy } }
`,
      });
      const { result } = await run(stack);
      expect(result).toMatchObject({
        kind: 'not-healthy',
        broken: {
          causes: [{ service: 'db', state: 'ended with 3', log: ['starting with [redacted]', 'no room left'] }],
          victims: [{ service: 'api', state: 'waits for db (healthy)' }],
        },
      });
    },
    2 * MINUTE,
  );

  test(
    'a crash loop is found although every start looks well',
    async () => {
      stack = makeStack({
        'compose.yml': `services:
  api:
    image: ${TINY}
    restart: always
    command: [sh, -c, 'echo about to fall; sleep 0.3; exit 7']
`,
      });
      const { result } = await run(stack, { settle: '4s' });
      expect(result).toMatchObject({
        kind: 'not-healthy',
        broken: {
          causes: [{ service: 'api', state: expect.stringMatching(/^crash loop: .* ended with 7$/) as string }],
        },
      });
    },
    2 * MINUTE,
  );

  test(
    'what is optional and can not be had is left out; what needs it if it can goes on without',
    async () => {
      stack = makeStack({
        'compose.yml': `services:
  api:
    ${RUNS}
    depends_on: { panels: { condition: service_started, required: false } }
  panels:
    image: slipway-test/nowhere:1
    pull_policy: never
    labels: { dev.slipway.optional: 'true' }
`,
      });
      const { result, said } = await run(stack);
      expect(result).toMatchObject({
        kind: 'ready',
        run: { services: [{ name: 'api' }], leftOut: [{ service: 'panels' }] },
      });
      expect(said).toContain('panels is left out: slipway-test/nowhere:1: it is not on the engine');
    },
    2 * MINUTE,
  );

  test(
    'everything that is wrong is told at once, with its place, and nothing is started',
    async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const { port } = server.address() as { port: number };
        stack = makeStack({
          'compose.yml': `services:
  api:
    ${RUNS}
    environment: { A: '\${SLIPWAY_TEST_UNSET}' }
    ports: ['127.0.0.1:${String(port)}:80']
    secrets: [key]
    depends_on: [web]
  web:
    ${RUNS}
    platform: linux/s390x
    depends_on: [api]
secrets:
  key: { file: ./key }
`,
        });
        const { result } = await run(stack, { minFreeDisk: '900000GB' });
        const problems = result.kind === 'refused' ? result.problems : [];
        expect(problems.map(({ what, where }) => `${where?.file ?? ''}:${String(where?.line ?? '')} ${what}`)).toEqual([
          'compose.yml:6 the variable SLIPWAY_TEST_UNSET is not set',
          expect.stringMatching(/^compose\.yml:\d+ services wait for each other in a circle: api -> web -> api$/),
          'compose.yml:17 the secret "key" has no file: key is missing',
          expect.stringContaining(`compose.yml:7 api wants port 127.0.0.1:${String(port)}, which`),
          'compose.yml:14 web asks for the platform linux/s390x, and this engine runs linux/amd64',
          expect.stringContaining('is nearly full'),
        ]);
        expect(problems[3]?.what).toContain(`(process ${String(process.pid)})`);
        expect(await listContainers(stack.name)).toEqual([]);
      } finally {
        server.close();
      }
    },
    MINUTE,
  );

  test(
    'an interrupt leaves what was there before, and nothing else',
    async () => {
      const file = (more: string): string => `services:
  old:
    ${RUNS}
${more}volumes: { data: {} }
`;
      stack = makeStack({ 'compose.yml': file('') });
      expect((await run(stack)).result.kind).toBe('ready');
      const before = (await listContainers(stack.name)).map(({ id }) => id);
      stack.write(
        'compose.yml',
        file(`  new:
    ${RUNS}
    volumes: ['data:/data']
    healthcheck: { test: [CMD, 'false'], interval: 1s, start_period: 60s }
  waits:
    ${RUNS}
    depends_on: { new: { condition: service_healthy } }
`),
      );
      const controller = new AbortController();
      const running = run(stack, {}, controller.signal);
      for (let found = 0; found < 2;) {
        found = (await listContainers(stack.name)).filter(({ state }) => state === 'running').length;
      }
      controller.abort();
      expect((await running).result).toEqual({ kind: 'interrupted' });
      expect((await listContainers(stack.name)).map(({ id, state }) => [id, state])).toEqual(
        before.map((id) => [id, 'running']),
      );
      expect((await listResources(stack.name)).volumes).toEqual([]);
      expect(readdirSync(join(stack.root, '.slipway/stack'))).not.toContain('run.json');
    },
    2 * MINUTE,
  );

  test(
    'with free ports a taken one is moved, and stays where it went',
    async () => {
      const other = makeStack({ 'compose.yml': `services:\n  api:\n    ${RUNS}\n    ports: ['127.0.0.1:41873:80']\n` });
      stack = makeStack({ 'compose.yml': `services:\n  api:\n    ${RUNS}\n    ports: ['127.0.0.1:41873:80']\n` });
      try {
        expect((await run(other)).result.kind).toBe('ready');
        const refused = (await run(stack)).result;
        expect(refused.kind === 'refused' ? refused.problems[0]?.what : '').toBe(
          `api wants port 127.0.0.1:41873, which the container ${other.name}-api-1 has (compose project ${other.name})`,
        );
        const moved = { kind: 'ready', run: { endpoints: [{ url: 'http://127.0.0.1:51873' }] } };
        expect((await run(stack, { ports: 'free' })).result).toMatchObject(moved);
        await docker(['compose', '-p', other.name, 'down', '-t', '0'], { cwd: '/' });
        expect((await run(stack, { ports: 'free' })).result.kind).toBe('ready');
      } finally {
        await other.remove();
      }
    },
    2 * MINUTE,
  );
});
