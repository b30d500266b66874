import { z } from 'zod';
import { schemaProblems } from './problems.js';

const endpoint = z.string().regex(/^(?:https?:\/\/)?[\w.-]+:\d+(?:\/\S*)?$/, 'is no address with a port');
const address = z.strictObject({ endpoint });
// `otlp`, or `otlp/a-name` where there are several of a kind.
const named = <T extends z.ZodType>(kinds: Readonly<Record<string, T>>) =>
  z.record(z.string(), z.unknown()).superRefine((components, context) => {
    for (const [id, settings] of Object.entries(components)) {
      const schema = kinds[id.split('/')[0] ?? ''];
      if (schema === undefined)
        context.addIssue({ code: 'custom', path: [id], message: 'is of no kind that is known' });
      else
        for (const issue of schema.safeParse(settings).error?.issues ?? [])
          context.addIssue({ code: 'custom', path: [id, ...issue.path], message: issue.message });
    }
  });

const otlp = z.strictObject({
  protocols: z
    .strictObject({ grpc: address.optional(), http: address.optional() })
    .refine(({ grpc, http }) => grpc !== undefined || http !== undefined, 'has no protocol'),
});
const nothing = z.strictObject({});
const pipeline = z.strictObject({
  receivers: z.array(z.string()).min(1),
  processors: z.array(z.string()).optional(),
  exporters: z.array(z.string()).min(1),
});

/**
 * A collector's configuration with the components that are used here. Jaeger is a collector, too, with components of its own.
 * https://opentelemetry.io/docs/collector/configuration/ and https://www.jaegertracing.io/docs/latest/deployment/configuration/
 */
export const collectorSchema = z.strictObject({
  extensions: named({
    health_check: address,
    healthcheckv2: z.strictObject({ use_v2: z.literal(true), http: address }),
    jaeger_storage: z.strictObject({
      backends: z.record(z.string(), z.strictObject({ memory: z.strictObject({ max_traces: z.int().positive() }) })),
    }),
    jaeger_query: z.strictObject({
      storage: z.strictObject({ traces: z.string() }),
      http: address,
      grpc: address,
    }),
  }),
  receivers: named({ otlp }),
  processors: named({
    memory_limiter: z.strictObject({
      check_interval: z.string(),
      limit_mib: z.int().positive(),
      spike_limit_mib: z.int().positive(),
    }),
    batch: nothing,
  }),
  exporters: named({
    otlp_http: address,
    prometheus: address,
    jaeger_storage_exporter: z.strictObject({ trace_storage: z.string() }),
  }),
  service: z.strictObject({
    extensions: z.array(z.string()),
    pipelines: z.record(z.string().regex(/^(?:traces|metrics|logs)(?:\/\w+)?$/), pipeline),
    telemetry: z.strictObject({
      resource: z.record(z.string(), z.string()).optional(),
      logs: z.strictObject({
        level: z.enum(['debug', 'info', 'warn', 'error']),
        encoding: z.enum(['json', 'console']),
      }),
      metrics: z.strictObject({
        level: z.enum(['none', 'basic', 'normal', 'detailed']),
        readers: z.array(
          z.strictObject({
            pull: z.strictObject({
              exporter: z.strictObject({ prometheus: z.strictObject({ host: z.string(), port: z.int() }) }),
            }),
          }),
        ),
      }),
    }),
  }),
});

/** What is wrong with a collector's configuration. @param listens whether a service of the stack listens on a port */
export function collectorProblems(
  value: unknown,
  listens: (service: string, port: number) => boolean,
): readonly string[] {
  const parsed = collectorSchema.safeParse(value);
  if (!parsed.success) return schemaProblems(collectorSchema, value);
  const { extensions, receivers, processors, exporters, service } = parsed.data;
  const used = Object.entries(service.pipelines);
  const check = (kind: string, defined: object, names: readonly string[]): readonly string[] => [
    ...names.filter((name) => !(name in defined)).map((name) => `${kind} ${name} is used and not defined`),
    ...Object.keys(defined).flatMap((name) =>
      names.includes(name) ? [] : [`${kind} ${name} is defined and not used`],
    ),
  ];
  return [
    ...check('the extension', extensions, service.extensions),
    ...check(
      'the receiver',
      receivers,
      used.flatMap(([, one]) => one.receivers),
    ),
    ...check(
      'the processor',
      processors,
      used.flatMap(([, one]) => one.processors ?? []),
    ),
    ...check(
      'the exporter',
      exporters,
      used.flatMap(([, one]) => one.exporters),
    ),
    // It has to be first: what comes before it has taken the memory already.
    ...used
      .filter(([, { processors: order }]) => (order ?? []).indexOf('memory_limiter') > 0)
      .map(([name]) => `${name}: memory_limiter is not the first processor`),
    ...Object.entries(exporters).flatMap(([name, settings]) => {
      const { endpoint: url } = settings as { readonly endpoint?: string };
      if (url?.includes('://') !== true) return [];
      const { hostname, port } = new URL(url);
      return listens(hostname, Number(port)) ? [] : [`${name}: no service listens at ${hostname}:${port}`];
    }),
  ];
}
