import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { dashboardFiles, readDashboard, readDataSources } from './grafana/files.js';
import { interpolatePromql, interpolateSql, shownAt } from './grafana/macros.js';
import { Prometheus, type Series } from './grafana/prometheus.js';
import { ObservedProgram } from './spans.js';
import { eventually, openStack } from './stack.js';
import { dockerText, repository } from './workspace.js';

// Every query that Grafana would send, to the stores that it would send it to; Grafana itself is not needed.
const stack = openStack(repository, 'slipway-e2e-dashboards', 'test');
const container = (service: string): string => `${stack.name}-${service}-1`;
const dataSources = readDataSources();
const traffic = new AbortController();
let watching: Promise<void>;
let prometheus: Prometheus;

beforeAll(async () => {
  // The gateway with all that it leads to, and node-exporter, since alert rules ask for what it tells.
  const { exitCode, output } = await stack.nx('up', '--services=gateway,jaeger,prometheus,node-exporter');
  if (exitCode !== 0) throw new Error(output);
  prometheus = new Prometheus(stack.url('prometheus', 9090));
  watching = beBusy();
});
afterAll(async () => {
  traffic.abort();
  await watching;
  await stack.nx('down', '--volumes');
});

/** Sends spans and asks questions until the tests are done: a rate is of what happened between two scrapes. */
async function beBusy(): Promise<void> {
  const program = new ObservedProgram('shop', 'http', stack.url('core', 4318));
  const gateway = stack.url('gateway', 8080);
  while (!traffic.signal.aborted) {
    await program.makeCalls(100);
    for (const path of ['/api/traces', '/api/services', '/api/statistics/latency', '/api/keys']) {
      await (await fetch(`${gateway}${path}`)).text();
    }
    await sleep(1_000);
  }
  await program.finish();
}

/** What the variables of a dashboard stand for when all of their values are chosen, as they are at first. */
async function valuesOf({ templating }: ReturnType<typeof readDashboard>): Promise<Record<string, readonly string[]>> {
  const values: Record<string, readonly string[]> = {};
  for (const { name, query, current } of templating.list) {
    const [, metric, label = ''] = /^label_values\((\w+), *(\w+)\)$/.exec(query.query) ?? [];
    if (metric === undefined) throw new Error(`the variable ${name} asks ${query.query}, which is not understood here`);
    values[name] = current.value.includes('$__all') ? await prometheus.labelValues(label, metric) : current.value;
  }
  return values;
}

/** Asks the database as Grafana would: at the address, as the user and with the password of its data source. */
async function askDatabase(uid: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const source = dataSources.find((one) => one.uid === uid);
  if (source?.type !== 'postgres') throw new Error(`${uid} is no database`);
  const [host = '', port = ''] = source.url.split(':');
  const { database, sslmode } = source.jsonData;
  const password = /^\$__file\{(.*)\}$/.exec(source.secureJsonData.password)?.[1] ?? '';
  const connection = `host=${host} port=${port} dbname=${database} user=${source.user} sslmode=${sslmode}`;
  const answer = await dockerText(
    'exec',
    container('timescaledb'),
    'sh',
    '-c',
    'PGPASSWORD=$(cat "$1") exec psql "$2" --no-psqlrc --tuples-only --no-align --command="$3"',
    'psql',
    password,
    connection,
    `select coalesce(json_agg(row_to_json(answer)), '[]') from (${sql}) as answer`,
  );
  return JSON.parse(answer) as Record<string, unknown>[];
}

const hasNumbers = (series: readonly Series[]): boolean => series.some(({ values }) => values.some(Number.isFinite));

/** Labels that a legend names: a series that lacks one has a hole in its name. */
const labelsIn = (legend: string): readonly string[] =>
  [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, label = '']) => label);

const questions = dashboardFiles.flatMap((file) => {
  const dashboard = readDashboard(file);
  return dashboard.panels.flatMap((panel) =>
    panel.targets.map((target) => ({
      name: `${dashboard.title}, ${panel.title} (panel ${String(panel.id)}, ${target.refId})`,
      dashboard,
      panel,
      target,
    })),
  );
});

test('there are dashboards with queries for both stores', () => {
  const uids = questions.map(({ panel }) => panel.datasource.uid);
  expect(uids.filter((uid) => uid === 'prometheus').length).toBeGreaterThan(10);
  expect(uids.filter((uid) => uid === 'timescaledb').length).toBeGreaterThan(5);
});

// There is no list of queries that may be empty: what counts failures counts them from zero, and one call in a hundred fails.
test.each(questions)('$name gives data', async ({ dashboard, panel, target }) => {
  if ('rawSql' in target) {
    const rows = await eventually(
      () => askDatabase(panel.datasource.uid, interpolateSql(target.rawSql, shownAt(new Date(), dashboard.time))),
      (answer) => answer.some((row) => Object.values(row).some((value) => value !== null && value !== 0)),
    );
    if (target.format === 'time_series') {
      expect(Object.keys(rows[0] ?? {})).toEqual(expect.arrayContaining(['time', 'value']));
    }
    return;
  }
  const series = await eventually(async () => {
    const shown = shownAt(new Date(), dashboard.time);
    const query = interpolatePromql(target.expr, shown, await valuesOf(dashboard));
    return target.instant === true ? prometheus.instant(query, shown.to) : prometheus.range(query, shown);
  }, hasNumbers);
  for (const label of labelsIn(target.legendFormat)) {
    expect(series.filter(({ labels }) => !(label in labels)).map(({ labels }) => labels)).toEqual([]);
  }
});

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string }[] }[];
}

const alerts = (
  parse(readFileSync(join(repository, 'compose/infrastructure/prometheus/rules/alerts.yml'), 'utf8')) as RuleFile
).groups.flatMap(({ rules }) => rules);

test('Prometheus evaluates every alert rule without an error', async () => {
  const rules = await eventually(
    () => prometheus.alertRules(),
    (found) => found.length > 0 && found.every(({ health }) => health !== 'unknown'),
  );
  expect(rules.map(({ name }) => name).sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
});

test.each(alerts)('the alert $alert watches metrics that there are', async ({ expr }) => {
  // Whether it fires is none of this test's business: a busy machine may well be short of memory.
  expect(Array.isArray(await prometheus.instant(expr))).toBe(true);
  const watched = await prometheus.metricsOf(expr);
  expect(watched.length).toBeGreaterThan(0);
  await eventually(
    () => prometheus.labelValues('__name__'),
    (known) => watched.every((metric) => known.includes(metric)),
  );
});

test('what is no query is told, so the answers above mean something', async () => {
  await expect(prometheus.instant('sum(rate(up[5m])')).rejects.toThrow('parse error');
  await expect(askDatabase('timescaledb', 'select nothing from nowhere')).rejects.toThrow('nowhere');
  expect(hasNumbers(await prometheus.instant('no_such_metric'))).toBe(false);
  expect(hasNumbers(await prometheus.instant('histogram_quantile(0.5, up * 0)'))).toBe(false);
});
