import { z } from 'zod';
import { repeated, schemaProblems } from './problems.js';

const text = z.string().min(1);
const dataSource = z.strictObject({ type: z.enum(['prometheus', 'postgres', 'loki', 'jaeger']), uid: text });

const promTarget = z.strictObject({
  refId: text,
  expr: text,
  legendFormat: z.string(),
  instant: z.boolean().optional(),
  format: z.enum(['time_series', 'table', 'heatmap']).optional(),
});

const sqlTarget = z.strictObject({
  refId: text,
  rawSql: text,
  format: z.enum(['time_series', 'table']),
  // Without the two Grafana opens its builder, and forgets the text.
  rawQuery: z.literal(true),
  editorMode: z.literal('code'),
});

/**
 * Units by the ids under which Grafana formats them; one that it does not know is printed behind the number as it is.
 * https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts
 */
const unit = z.enum([
  'none',
  'short',
  'percent',
  'percentunit',
  'bytes',
  'decbytes',
  'Bps',
  'ns',
  'µs',
  'ms',
  's',
  'm',
  'h',
  'reqps',
  'ops',
  'rps',
  'wps',
  'cps',
  'currencyUSD',
  'dateTimeAsIso',
]);

const panel = z.strictObject({
  id: z.int().positive(),
  title: text,
  description: text.optional(),
  type: z.enum(['stat', 'gauge', 'timeseries', 'table', 'bargauge', 'barchart', 'heatmap', 'logs', 'piechart']),
  datasource: dataSource,
  gridPos: z
    .strictObject({ x: z.int().min(0), y: z.int().min(0), w: z.int().min(1), h: z.int().min(2) })
    .refine(({ x, w }) => x + w <= 24, 'reaches out of the 24 columns'),
  fieldConfig: z.strictObject({
    // A number means nothing without its unit, or words in its stead.
    defaults: z
      .strictObject({ unit: unit.optional(), mappings: z.array(z.looseObject({ type: text })).optional() })
      .refine((defaults) => defaults.unit !== undefined || defaults.mappings !== undefined, 'has no unit'),
    overrides: z.array(z.strictObject({ matcher: z.looseObject({ id: text }), properties: z.array(z.unknown()) })),
  }),
  targets: z.array(z.union([promTarget, sqlTarget])).min(1),
  transformations: z.array(z.strictObject({ id: text, options: z.looseObject({}) })).optional(),
});

const variable = z.strictObject({
  name: z.string().regex(/^[A-Za-z]\w*$/),
  label: text,
  type: z.literal('query'),
  datasource: dataSource,
  query: z.strictObject({ qryType: z.int(), query: text, refId: text }),
  includeAll: z.boolean(),
  multi: z.boolean(),
  current: z.strictObject({ text: z.array(text), value: z.array(text) }),
  // When the dashboard is opened, or when its time changes: values of a file would be those of another machine.
  refresh: z.union([z.literal(1), z.literal(2)]),
});

/**
 * A dashboard as a file, in the classic form of JSON.
 * https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export const dashboardSchema = z.strictObject({
  uid: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
  title: text,
  description: text,
  tags: z.array(text),
  // 37 is the first of Grafana 9, which refers to data sources by uid; 42 the last that the pinned version reads in this form.
  schemaVersion: z.int().min(37).max(42),
  // What is changed in the page is lost: see provisioning/dashboards.yml.
  editable: z.literal(false),
  refresh: z.string().regex(/^\d+[smh]$/),
  time: z.strictObject({ from: text, to: text }),
  timezone: z.enum(['browser', 'utc']),
  templating: z.strictObject({ list: z.array(variable) }),
  panels: z.array(panel).min(1),
});

/** A dashboard that keeps to the schema. */
export type Dashboard = z.infer<typeof dashboardSchema>;

type Grid = Dashboard['panels'][number]['gridPos'];

const overlap = (a: Grid, b: Grid): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** What is wrong with a dashboard. @param dataSources types of the data sources that Grafana is given, by uid */
export function dashboardProblems(value: unknown, dataSources: Readonly<Record<string, string>>): readonly string[] {
  const parsed = dashboardSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(dashboardSchema, value);
  const { panels, templating } = parsed.data;
  const variables = templating.list.map(({ name }) => name);
  const askers = [...templating.list.map((one) => ({ ...one, id: `variable ${one.name}` })), ...panels];
  return [
    ...repeated(panels.map(({ id }) => id)).map((id) => `panel ${String(id)}: two have this id`),
    ...panels.flatMap(({ id, targets }) =>
      repeated(targets.map(({ refId }) => refId)).map((refId) => `panel ${String(id)}: two queries are ${refId}`),
    ),
    ...panels.flatMap((one, index) =>
      panels
        .slice(index + 1)
        .filter((other) => overlap(one.gridPos, other.gridPos))
        .map((other) => `panel ${String(one.id)}: lies over panel ${String(other.id)}`),
    ),
    ...askers
      .filter(({ datasource }) => dataSources[datasource.uid] !== datasource.type)
      .map(
        ({ id, datasource }) =>
          `${String(id)}: no data source ${datasource.uid} of type ${datasource.type} is provisioned`,
      ),
    ...panels.flatMap(({ id, datasource, targets }) =>
      targets
        .filter((target) => 'rawSql' in target !== (datasource.type === 'postgres'))
        .map(({ refId }) => `panel ${String(id)}: query ${refId} is in another language than its data source`),
    ),
    ...panels.flatMap(({ id, targets }) =>
      targets
        .flatMap((target) => [...('expr' in target ? target.expr : target.rawSql).matchAll(/\$\{?([A-Za-z]\w*)/g)])
        .filter(([, name = '']) => !variables.includes(name))
        .map(([, name = '']) => `panel ${String(id)}: there is no variable ${name}`),
    ),
  ];
}
