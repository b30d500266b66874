import { setTimeout as sleep } from 'node:timers/promises';
import { ObservedProgram } from './spans.js';
import { eventually, openStack } from './stack.js';
import { dockerText, repository } from './workspace.js';

// Data on volumes, as in development: what is in memory does not outlive its container.
const stack = openStack(repository, 'slipway-e2e-failures', 'development');

beforeAll(async () => {
  const { exitCode, output } = await stack.nx('up', '--ports=free');
  if (exitCode !== 0) throw new Error(output);
});
afterAll(async () => {
  await stack.nx('down', '--volumes');
});

const container = (service: string): string => `${stack.name}-${service}-1`;

const inspect = async (service: string, format: string): Promise<string> =>
  (await dockerText('inspect', '--format', format, container(service))).trim();

const isHealthy = async (service: string): Promise<void> => {
  await eventually(
    () => inspect(service, '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}'),
    (state) => state === 'running healthy',
    120_000,
  );
};

/** Ids of the spans that the database holds of a program. */
async function storedSpans(service: string): Promise<ReadonlySet<string>> {
  const query = `select encode(span_id, 'hex') from spans where service = '${service}'`;
  const psql = ['psql', '--username=observatory', '--tuples-only', '--no-align', `--command=${query}`];
  const text = await dockerText('exec', container('timescaledb'), ...psql);
  return new Set(text.split('\n').filter((line) => line !== ''));
}

/** Nothing that was acknowledged is missing. What was stored without its acknowledgement getting through may be there besides. */
async function expectAllStored(program: ObservedProgram): Promise<void> {
  const { acknowledged } = await program.finish();
  expect(acknowledged.size).toBeGreaterThan(0);
  const stored = await storedSpans(program.service);
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
}

/** Lets a program make calls until the returned function is called. */
function keepCalling(program: ObservedProgram): () => Promise<void> {
  const controller = new AbortController();
  const calling = (async () => {
    while (!controller.signal.aborted) {
      await program.makeCalls(50);
      await sleep(100);
    }
  })();
  return async () => {
    controller.abort();
    await calling;
  };
}

/** Those who need the database say so of themselves, each on its own. */
async function eventuallyReadySays(words: string): Promise<void> {
  for (const [service, port] of [
    ['core', 4005],
    ['api-go', 4003],
  ] as const) {
    await eventually(
      async () => (await fetch(`${stack.url(service, port)}/ready`)).text(),
      (text) => text.includes(words),
    );
  }
}

test('a process that is killed comes back by itself, and no acknowledged span is lost', async () => {
  const program = new ObservedProgram('killed', 'http', stack.url('core', 4318));
  const stop = keepCalling(program);
  const services = [
    'timescaledb',
    'core',
    'api-go',
    'api-python',
    'api-nest',
    'api-fastify',
    'gateway',
    'redis',
    'mongodb',
  ];
  for (const service of [...services, 'prometheus', 'jaeger']) {
    const before = Number(await inspect(service, '{{.RestartCount}}'));
    process.kill(Number(await inspect(service, '{{.State.Pid}}')), 'SIGKILL');
    await eventually(
      () => inspect(service, '{{.RestartCount}}'),
      (count) => Number(count) === before + 1,
    );
    await isHealthy(service);
  }
  for (const service of services) await isHealthy(service);
  await stop();
  await expectAllStored(program);
});

test('while the database is away for 20 s, those who need it say so, and afterwards everything is as before', async () => {
  const program = new ObservedProgram('outage', 'grpc', stack.url('core', 4317));
  const stop = keepCalling(program);
  await sleep(2_000);
  await dockerText('stop', container('timescaledb'));
  await eventuallyReadySays('"name":"database","status":"down"');
  await sleep(20_000);
  await dockerText('start', container('timescaledb'));
  for (const service of ['timescaledb', 'core', 'api-go']) await isHealthy(service);
  await eventuallyReadySays('"status":"ready"');
  await sleep(3_000);
  await stop();
  await expectAllStored(program);
});
