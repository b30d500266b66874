import { z } from 'zod';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const number = z.union([z.number(), z.string()]).transform(Number);
const flag = z.union([z.boolean(), z.string()]).transform((value) => value === true || value === 'true');
const words = z.union([z.string().transform((line) => line.split(/\s+/)), z.array(text)]);

const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items): readonly z.output<T>[] => items ?? []);

const recordOf = <T extends z.ZodType>(value: T) =>
  z
    .record(z.string(), value)
    .nullish()
    .transform((entries): Readonly<Record<string, z.output<T>>> => entries ?? {});

const port = z.object({
  target: number.optional(),
  published: text.optional(),
  host_ip: text.optional(),
  protocol: text.default('tcp'),
});

const mount = z.object({
  type: text.default('volume'),
  source: text.optional(),
  target: text.optional(),
  read_only: flag.default(false),
});

const grant = z.object({
  source: text.optional(),
  target: text.optional(),
  uid: text.optional(),
  gid: text.optional(),
  mode: text.optional(),
});

const healthcheck = z.object({ disable: flag.default(false), test: words.nullish(), interval: text.optional() });

const limits = z.object({ memory: text.optional(), cpus: number.optional(), pids: number.optional() });

const deploy = z.object({
  replicas: number.optional(),
  resources: z.object({ limits: limits.nullish() }).nullish(),
  restart_policy: z.object({ condition: text.optional() }).nullish(),
});

const service = z.object({
  build: z.object({ args: recordOf(text.nullable()), labels: recordOf(text.nullable()) }).nullish(),
  cap_add: listOf(text),
  cap_drop: listOf(text),
  cgroup: text.optional(),
  command: words.nullish(),
  configs: listOf(grant),
  container_name: text.optional(),
  cpus: number.optional(),
  depends_on: recordOf(z.object({ condition: text.default('service_started') })),
  deploy: deploy.nullish(),
  develop: z.unknown().optional(),
  entrypoint: words.nullish(),
  environment: recordOf(text.nullable()),
  healthcheck: healthcheck.nullish(),
  image: text.optional(),
  init: flag.default(false),
  ipc: text.optional(),
  labels: recordOf(text.nullable()),
  logging: z.object({ driver: text.optional(), options: recordOf(text.nullable()) }).nullish(),
  mem_limit: text.optional(),
  network_mode: text.optional(),
  networks: recordOf(z.unknown()),
  pid: text.optional(),
  pids_limit: number.optional(),
  ports: listOf(port),
  privileged: flag.default(false),
  profiles: listOf(text),
  read_only: flag.default(false),
  restart: text.optional(),
  scale: number.optional(),
  secrets: listOf(grant),
  security_opt: listOf(text),
  stop_grace_period: text.optional(),
  user: text.optional(),
  userns_mode: text.optional(),
  uts: text.optional(),
  volumes: listOf(mount),
});

const source = z.object({
  file: text.optional(),
  environment: text.optional(),
  content: text.optional(),
  external: flag.default(false),
});

const orNothing = <T extends z.ZodType>(inner: T) => z.preprocess((value) => value ?? {}, inner);

const model = z.object({
  name: text.default(''),
  services: recordOf(service),
  networks: recordOf(orNothing(z.object({ internal: flag.default(false), external: flag.default(false) }))),
  secrets: recordOf(orNothing(source)),
  configs: recordOf(orNothing(source)),
});

/** The merged model of a stack, as far as rules look at it. It holds values of the environment: never print it. */
export type StackModel = z.output<typeof model>;
export type StackService = StackModel['services'][string];
export type StackPort = StackService['ports'][number];
export type StackMount = StackService['volumes'][number];

/**
 * The model in what `docker compose config` printed as data.
 * @throws a ZodError where compose printed something else: then it changed, and this has to follow
 */
export function toStackModel(merged: unknown): StackModel {
  return model.parse(merged);
}
