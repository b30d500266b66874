import { z } from 'zod';
import { schemaProblems } from './problems.js';

const text = z.string().min(1);
const common = { name: text, uid: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/), access: z.literal('proxy') };
const derivedField = z
  .strictObject({
    name: text,
    matcherRegex: text,
    matcherType: z.enum(['regex', 'label']).optional(),
    datasourceUid: text.optional(),
    url: text,
    urlDisplayLabel: text.optional(),
  })
  // Grafana reads $NAME in provisioning files as a variable of its environment; $$ is a dollar.
  .refine(
    ({ url }) => !/(?<!\$)\$\{?__value/.test(url),
    'has a dollar that Grafana would read as a variable: write $$',
  );

const prometheus = z.strictObject({
  ...common,
  type: z.literal('prometheus'),
  url: z.url(),
  isDefault: z.boolean().optional(),
  jsonData: z
    .strictObject({ timeInterval: text.optional(), httpMethod: z.enum(['GET', 'POST']).optional() })
    .optional(),
});
const jaeger = z.strictObject({ ...common, type: z.literal('jaeger'), url: z.url() });
const loki = z.strictObject({
  ...common,
  type: z.literal('loki'),
  url: z.url(),
  jsonData: z.strictObject({ derivedFields: z.array(derivedField), maxLines: z.int().optional() }),
});
const postgres = z.strictObject({
  ...common,
  type: z.literal('postgres'),
  // No scheme here: Grafana would look for a server of that name.
  url: z.string().regex(/^[\w.-]+:\d+$/),
  user: text,
  jsonData: z.strictObject({
    database: text,
    sslmode: z.enum(['disable', 'require', 'verify-ca', 'verify-full']),
    postgresVersion: z.int().optional(),
    timescaledb: z.boolean(),
    maxOpenConns: z.int().positive(),
  }),
  // A password is in a file of its own, never in this one.
  secureJsonData: z.strictObject({ password: z.string().regex(/^\$__file\{\/run\/secrets\/[\w-]+\}$/) }),
});

/**
 * Data sources as a file.
 * https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources
 */
export const dataSourcesSchema = z.strictObject({
  apiVersion: z.literal(1),
  datasources: z.array(z.discriminatedUnion('type', [prometheus, jaeger, loki, postgres])).min(1),
});

/** Data sources that keep to the schema. */
export type DataSources = z.infer<typeof dataSourcesSchema>;

/**
 * Where dashboards come from, as a file.
 * https://grafana.com/docs/grafana/latest/administration/provisioning/#dashboards
 */
export const dashboardProvidersSchema = z.strictObject({
  apiVersion: z.literal(1),
  providers: z
    .array(
      z.strictObject({
        name: text,
        orgId: z.int().optional(),
        folder: text.optional(),
        type: z.literal('file'),
        disableDeletion: z.boolean().optional(),
        updateIntervalSeconds: z.int().positive().optional(),
        allowUiUpdates: z.boolean(),
        options: z.strictObject({
          path: z.string().startsWith('/'),
          foldersFromFilesStructure: z.boolean().optional(),
        }),
      }),
    )
    .min(1),
});

/** What is wrong with the data sources. @param listens whether a service of the stack listens on a port */
export function dataSourceProblems(
  value: unknown,
  listens: (service: string, port: number) => boolean,
): readonly string[] {
  const parsed = dataSourcesSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(dataSourcesSchema, value);
  const { datasources } = parsed.data;
  const uids = new Set(datasources.map(({ uid }) => uid));
  return [
    ...(uids.size === datasources.length ? [] : ['two have the same uid']),
    ...(datasources.filter((source) => source.type === 'prometheus' && source.isDefault === true).length === 1
      ? []
      : ['not one of them is the default']),
    ...datasources.flatMap(({ uid, url }) => {
      const { hostname, port } = new URL(url.includes('://') ? url : `tcp://${url}`);
      return listens(hostname, Number(port)) ? [] : [`${uid}: no service listens at ${hostname}:${port}`];
    }),
    ...datasources.flatMap((source) =>
      source.type !== 'loki'
        ? []
        : source.jsonData.derivedFields
            .filter(({ datasourceUid }) => datasourceUid !== undefined && !uids.has(datasourceUid))
            .map(({ name }) => `${source.uid}: its field ${name} leads to a data source that is not there`),
    ),
  ];
}
