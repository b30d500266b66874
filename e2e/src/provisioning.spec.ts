import { readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { alertmanagerProblems } from './provisioning/alertmanager.js';
import { alloyProblems } from './provisioning/alloy.js';
import { collectorProblems } from './provisioning/collector.js';
import { dashboardProblems } from './provisioning/dashboard.js';
import { dashboardProvidersSchema, dataSourceProblems } from './provisioning/grafana.js';
import { lokiSchema } from './provisioning/loki.js';
import { schemaProblems } from './provisioning/problems.js';
import { alertRulesProblems, prometheusProblems } from './provisioning/prometheus.js';
import { configurations, listens, mountedAt, services, textOf } from './provisioning/stack-files.js';
import { repository } from './workspace.js';

// The files that programs of the stack are given, held against schemas from their documentation and against each other. No engine
// is needed, and no image: the programs' own judgement is in configurations.spec.ts.

const folder = 'compose/infrastructure';
const dataSourceTypes = { prometheus: 'prometheus', jaeger: 'jaeger', loki: 'loki', timescaledb: 'postgres' };
const finds = (pattern: string): boolean =>
  (services.get('prometheus')?.configs ?? []).some(({ target }) =>
    new RegExp(`^/etc/prometheus/${pattern.replaceAll('*', '[^/]*')}$`).test(target),
  );

/** A file, how it is judged, and a change that must be found: the text before, the text after, what is said. */
interface Judged {
  readonly file: string;
  readonly problems: (text: string) => readonly string[];
  readonly breaks: readonly (readonly [from: string, to: string, says: string])[];
}

const dashboards = readdirSync(`${repository}/${folder}/grafana/dashboards`).sort();

const judged: readonly Judged[] = [
  {
    file: `${folder}/grafana/provisioning/datasources.yml`,
    problems: (text) => dataSourceProblems(parse(text), listens),
    breaks: [
      ['access: proxy', 'acess: proxy', 'datasources.0.access'],
      ['http://loki:3100', 'http://loki:3101', 'loki: no service listens at loki:3101'],
      ['$${__value.raw}', '${__value.raw}', 'write $$'],
      ['datasourceUid: jaeger', 'datasourceUid: tempo', 'leads to a data source that is not there'],
      ["'$__file{/run/secrets/database-password}'", 'secret', 'secureJsonData.password'],
    ],
  },
  {
    file: `${folder}/grafana/provisioning/dashboards.yml`,
    problems: (text) => schemaProblems(dashboardProvidersSchema, parse(text)),
    breaks: [['type: file', 'type: folder', 'providers.0.type']],
  },
  ...dashboards.map((name) => ({
    file: `${folder}/grafana/dashboards/${name}`,
    problems: (text: string) => dashboardProblems(JSON.parse(text), dataSourceTypes),
    breaks: [
      ['"id": 2,', '"id": 1,', 'panel 1: two have this id'],
      ['"x": 6,', '"x": 5,', 'panel 1: lies over panel 2'],
      ['"x": 18,', '"x": 19,', 'reaches out of the 24 columns'],
      ['"unit": "short"', '"unit": "spans"', 'fieldConfig.defaults.unit'],
      ['"schemaVersion": 41', '"schemaVersion": 16', 'schemaVersion'],
      ['"uid": "prometheus"', '"uid": "mimir"', 'no data source mimir'],
      ['"uid": "timescaledb"', '"uid": "prometheus"', 'no data source prometheus of type postgres'],
      ['job=~\\"$job\\"', 'job=~\\"$service\\"', 'there is no variable service'],
    ] as const,
  })),
  {
    file: `${folder}/prometheus/prometheus.yml`,
    problems: (text) => prometheusProblems(parse(text), { listens, finds }),
    breaks: [
      ['evaluation_interval: 15s', 'evaluation_interval: often', 'is no duration'],
      ['names: [core]', 'names: [kernel]', 'no service listens at kernel:4005'],
      ['port: 4003', 'port: 4013', 'no service listens at api-go:4013'],
      ['[rules/*.yml]', '[alerts/*.yml]', 'no file is mounted at alerts/*.yml'],
      ['relabel_configs', 'relabel_config', 'relabel_config'],
    ],
  },
  {
    file: `${folder}/prometheus/rules/alerts.yml`,
    problems: (text) => alertRulesProblems(parse(text)),
    breaks: [
      ['severity: critical', 'severity: urgent', 'labels.severity'],
      ['alert: ErrorRate', 'alert: ServiceDown', 'two alerts are called ServiceDown'],
      ['action:', 'todo:', 'annotations'],
    ],
  },
  {
    file: `${folder}/alertmanager/alertmanager.yml`,
    problems: (text) => alertmanagerProblems(parse(text)),
    breaks: [
      ['receiver: page', 'receiver: phone', 'a route leads to phone, which is no receiver'],
      ['group_wait: 10s', 'group_wait: 10', 'route.group_wait'],
      ["['alertname = ServiceDown']", "['ServiceDown']", 'is no matcher'],
    ],
  },
  {
    file: `${folder}/loki/loki.yml`,
    problems: (text) => schemaProblems(lokiSchema, parse(text)),
    breaks: [
      ['period: 24h', 'period: 168h', 'has to be 24h for tsdb'],
      ['retention_enabled: true', 'retention_enabled: false', 'keeps everything'],
      ['log_level', 'loglevel', 'server'],
    ],
  },
  {
    file: `${folder}/otel-collector/config.yml`,
    problems: (text) => collectorProblems(parse(text), listens),
    breaks: [
      ['exporters: [otlp_http/core]', 'exporters: [otlp_http/heart]', 'otlp_http/heart is used and not defined'],
      ['exporters: [otlp_http/core]', 'exporters: [otlp_http/loki]', 'otlp_http/core is defined and not used'],
      ['http://core:4318', 'http://core:4319', 'no service listens at core:4319'],
      ['[memory_limiter, batch]', '[batch, memory_limiter]', 'memory_limiter is not the first'],
      ['limit_mib: 192', 'limit_mb: 192', 'processors.memory_limiter'],
      ['health_check: {', 'zpages: {', 'is of no kind that is known'],
    ],
  },
  {
    file: `${folder}/jaeger/jaeger.yml`,
    problems: (text) => collectorProblems(parse(text), listens),
    breaks: [
      ['max_traces: 20000', 'max_traces: many', 'backends.newest.memory.max_traces'],
      ['extensions: [healthcheckv2, ', 'extensions: [', 'the extension healthcheckv2 is defined and not used'],
    ],
  },
  {
    file: `${folder}/alloy/config.alloy`,
    problems: (text) => alloyProblems(text, listens),
    breaks: [
      ['loki.process.fields.receiver', 'loki.process.field.receiver', 'of a component that is not there'],
      ['http://loki:3100', 'http://loki:3000', 'no service listens at loki:3000'],
      ['local.file_match "', 'local.files_match "', 'local.files_match is no component'],
      ['stage.label_drop {', 'stage.labeldrop {', 'takes no stage.labeldrop'],
      ['  targets    = local.file_match.containers.targets\n', '', 'has no targets'],
    ],
  },
];

test.each(judged)('$file is as its program wants it', ({ file, problems }) => {
  expect(problems(textOf(file))).toEqual([]);
});

const broken = judged.flatMap(({ file, problems, breaks }) =>
  breaks
    .filter(([from]) => textOf(file).includes(from))
    .map(([from, to, says]) => ({ file, problems, from, to, says })),
);

test.each(broken)('$file with "$to" for "$from": $says', ({ file, problems, from, to, says }) => {
  expect(problems(textOf(file).replace(from, to)).join('\n')).toContain(says);
});

test('there is a broken example of everything that is judged', () => {
  const used = new Set(broken.map(({ says }) => says));
  expect(judged.flatMap(({ breaks }) => breaks.map(([, , says]) => says)).filter((says) => !used.has(says))).toEqual(
    [],
  );
});

test('a brace that is missing is told', () => {
  const text = textOf(`${folder}/alloy/config.alloy`);
  expect(() => alloyProblems(text.slice(0, text.lastIndexOf('}')), listens)).toThrow('not closed');
  expect(() => alloyProblems(`${text}\n}`, listens)).toThrow('not closed rightly');
});

test('the data sources that dashboards may ask are those of the provisioning', () => {
  const { datasources } = parse(textOf(`${folder}/grafana/provisioning/datasources.yml`)) as {
    readonly datasources: readonly { readonly uid: string; readonly type: string }[];
  };
  expect(Object.fromEntries(datasources.map(({ uid, type }) => [uid, type]))).toEqual(dataSourceTypes);
});

test('every dashboard is in the folder that Grafana is told to look in, each under a uid of its own', () => {
  for (const name of dashboards)
    expect(mountedAt('grafana', `/etc/grafana/dashboards/${name}`)).toBe(`${folder}/grafana/dashboards/${name}`);
  const uids = dashboards.map(
    (name) => (JSON.parse(textOf(`${folder}/grafana/dashboards/${name}`)) as { uid: string }).uid,
  );
  expect(new Set(uids).size).toBe(dashboards.length);
  const { providers } = parse(textOf(`${folder}/grafana/provisioning/dashboards.yml`)) as {
    readonly providers: readonly { readonly options: { readonly path: string } }[];
  };
  expect(providers.map(({ options }) => options.path)).toEqual(['/etc/grafana/dashboards']);
});

test('every configuration is mounted by somebody, and none that is mounted is missing', () => {
  const mounted = [...services].flatMap(([service, { configs }]) =>
    (configs ?? []).map(({ source, target }) => ({ source, file: mountedAt(service, target) })),
  );
  expect(mounted.filter(({ file }) => file === undefined)).toEqual([]);
  expect([...new Set(mounted.map(({ source }) => source))].sort()).toEqual(Object.keys(configurations).sort());
});
