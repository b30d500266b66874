import { z } from 'zod';
import { parse } from 'yaml';

/** `docker compose config` writes most numbers as they were given: `80` or `"80"`. */
const number = z.union([z.number(), z.string()]).transform(Number);
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);
const record = <T extends z.ZodType>(inner: T) =>
  z
    .record(z.string(), inner)
    .nullish()
    .transform((value): Readonly<Record<string, z.output<T>>> => value ?? {});

const port = z.object({
  target: number,
  published: text.optional(),
  host_ip: z.string().optional(),
  protocol: z.string().default('tcp'),
  app_protocol: z.string().optional(),
  mode: z.string().optional(),
});

const healthcheck = z.object({
  disable: z.boolean().optional(),
  test: z.union([z.string(), z.array(text)]).nullish(),
  retries: number.optional(),
});

const service = z.object({
  image: z.string().optional(),
  build: z.unknown().optional(),
  platform: z.string().optional(),
  pull_policy: z.string().optional(),
  container_name: z.string().optional(),
  profiles: texts,
  depends_on: record(
    z.object({ condition: z.string().default('service_started'), required: z.boolean().default(true) }),
  ),
  ports: z
    .array(port)
    .nullish()
    .transform((value) => value ?? []),
  secrets: z
    .array(z.object({ source: z.string() }))
    .nullish()
    .transform((value) => value ?? []),
  configs: z
    .array(z.object({ source: z.string() }))
    .nullish()
    .transform((value) => value ?? []),
  volumes: z
    .array(z.object({ type: z.string(), source: z.string().optional() }))
    .nullish()
    .transform((value) => value ?? []),
  labels: record(text),
  environment: record(text.nullable()),
  healthcheck: healthcheck.optional(),
  networks: record(z.object({ ipv4_address: z.string().optional(), ipv6_address: z.string().optional() }).nullable()),
  scale: number.optional(),
  deploy: z.object({ replicas: number.optional() }).nullish(),
});

const fileOrVariable = z.object({
  name: z.string().optional(),
  file: z.string().optional(),
  environment: z.string().optional(),
  content: z.string().optional(),
  external: z.boolean().optional(),
  'x-slipway': z.object({ generate: z.boolean().optional() }).optional(),
});

const named = z
  .object({ name: z.string().optional(), external: z.boolean().optional(), ipam: z.unknown().optional() })
  .nullable()
  .transform((value) => value ?? {});

const model = z.object({
  name: z.string(),
  services: record(service),
  networks: record(named),
  volumes: record(named),
  secrets: record(fileOrVariable),
  configs: record(fileOrVariable),
});

/** The merged configuration as compose itself sees it, as far as this room needs it. */
export type Model = z.output<typeof model>;
export type Service = Model['services'][string];
export type PublishedPort = Service['ports'][number];

/** What `docker compose config` printed as data, dollar signs no longer doubled. */
export function parseMerged(yaml: string): unknown {
  return parse(yaml, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('$$', '$') : value,
  ) as unknown;
}

/** @throws a ZodError where compose printed something else: then it changed, and this has to follow */
export function toModel(merged: unknown): Model {
  return model.parse(merged);
}

/** A service that the stack can do without: it has a profile, or says so by a label. */
export function isOptional({ profiles, labels }: Service): boolean {
  return profiles.length > 0 || labels['dev.slipway.optional'] === 'true';
}

/** How many containers a service is to have. */
export function replicasOf({
  scale,
  deploy,
}: {
  readonly scale?: number | undefined;
  readonly deploy?: { readonly replicas?: number | undefined } | null | undefined;
}): number {
  return scale ?? deploy?.replicas ?? 1;
}
