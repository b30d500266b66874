import { dockerText, repository } from './workspace.js';
import { ObservedProgram } from './spans.js';
import { eventually, getJson, openStack } from './stack.js';

// A stack of its own, with its stores in memory, beside whatever else runs here.
const stack = openStack(repository, 'slipway-e2e-story', 'test');
const CALLS = 50_000;

beforeAll(async () => {
  const { exitCode, output } = await stack.nx('up');
  if (exitCode !== 0) throw new Error(output);
});
afterAll(async () => {
  await stack.nx('down', '--volumes');
});

/** A count or a name out of an answer. */
function field(answer: unknown, name: string): unknown {
  return typeof answer === 'object' && answer !== null
    ? Object.entries(answer).find(([key]) => key === name)?.[1]
    : undefined;
}

test('100,000 spans that a program sends through the OpenTelemetry SDK are all found again', async () => {
  const programs = [
    new ObservedProgram('shop', 'http', stack.url('core', 4318)),
    new ObservedProgram('support', 'grpc', stack.url('core', 4317)),
  ];
  await Promise.all(programs.map((program) => program.makeCalls(CALLS / programs.length)));
  const sent = await Promise.all(programs.map((program) => program.finish()));
  expect(sent.map(({ acknowledged, failed }) => [acknowledged.size, failed])).toEqual([
    [CALLS, 0],
    [CALLS, 0],
  ]);

  const gateway = stack.url('gateway', 8080);
  for (const { service } of programs) {
    const count = await getJson(`${gateway}/api/spans/count?service=${service}`);
    expect(field(count, 'count')).toBe(CALLS);
  }
  const stored = await dockerText(
    'exec',
    `${stack.name}-timescaledb-1`,
    'psql',
    '--username=observatory',
    '--tuples-only',
    '--no-align',
    "--command=select count(*) from spans where service in ('shop', 'support')",
  );
  expect(Number(stored)).toBe(2 * CALLS);
});

test('one trace id leads from the gateway to the database, and is seen in Jaeger', async () => {
  const traceId = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
  await getJson(`${stack.url('gateway', 8080)}/api/calls?service=shop&limit=7`, headers);
  const trace = await eventually(
    () => getJson(`${stack.url('jaeger', 16686)}/api/traces/${traceId}`),
    (answer) => JSON.stringify(answer).includes('db.'),
  );
  const text = JSON.stringify(trace);
  expect(text).toContain('"serviceName":"api-go"');
  expect(text).toMatch(/"key":"db\.system(?:\.name)?","type":"string","value":"(?:timescaledb|postgresql)"/);
  expect(await dockerText('logs', `${stack.name}-gateway-1`)).toContain(traceId);
  expect(await dockerText('logs', `${stack.name}-api-go-1`)).toContain(traceId);
});

test('Prometheus scrapes every service, and all are up', async () => {
  interface Targets {
    readonly data: { readonly activeTargets: readonly { readonly scrapePool: string; readonly health: string }[] };
  }
  const ask = async (): Promise<Targets> =>
    (await getJson(`${stack.url('prometheus', 9090)}/api/v1/targets`)) as Targets;
  const { data } = await eventually(
    ask,
    ({ data: { activeTargets } }) => activeTargets.length > 4 && activeTargets.every(({ health }) => health === 'up'),
  );
  expect(data.activeTargets.length).toBeGreaterThan(4);
});
