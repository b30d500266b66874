import { joinPath, UserError } from '@slipway/kit';
import type { Reader } from '@slipway/toolchains';
import { didYouMean } from '../closest.js';

/** The order in which compose itself prefers them. */
const MAIN_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
const ENVIRONMENT_FILE = /^(?:docker-)?compose\.([A-Za-z0-9_-]+)\.ya?ml$/;

/** Which compose files a folder has. Paths are relative to the workspace root. */
export interface Layout {
  readonly folder: string;
  readonly main: string;
  /** What plain `docker compose up` adds by itself. */
  readonly override?: string;
  /** One file of patches each, by name. */
  readonly environments: Readonly<Record<string, string>>;
}

/** The compose files of a folder; `undefined` where it has none. */
export function findLayout(folder: string, reader: Reader): Layout | undefined {
  const names = reader.list(folder);
  const main = MAIN_NAMES.find((name) => names.includes(name));
  if (main === undefined) return undefined;
  const override = OVERRIDE_NAMES.find((name) => names.includes(name));
  const beside = names.flatMap((name): [string, string][] => {
    const environment = ENVIRONMENT_FILE.exec(name)?.[1];
    return environment === undefined || environment === 'override' ? [] : [[environment, joinPath(folder, name)]];
  });
  const patches = joinPath(folder, 'compose/environments');
  const below = reader
    .list(patches)
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name): [string, string] => [name.replace(/\.ya?ml$/, ''), joinPath(patches, name)]);
  return {
    folder,
    main: joinPath(folder, main),
    ...(override === undefined ? {} : { override: joinPath(folder, override) }),
    environments: Object.fromEntries([...beside, ...below].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * The files of an environment in the order in which compose merges them. Without one: what plain `docker compose up` takes.
 * @throws UserError for an environment that the stack does not have
 */
export function filesOf(layout: Layout, environment: string | undefined): readonly string[] {
  const { main, override, environments } = layout;
  if (environment === undefined) return override === undefined ? [main] : [main, override];
  const patch = environments[environment];
  if (patch !== undefined) return [main, patch];
  throw new UserError({
    what: `there is no environment "${environment}" beside ${main}`,
    fix: `${didYouMean(environment, Object.keys(environments))}\nto add one, write ${joinPath(layout.folder, `compose/environments/${environment}.yml`)}`,
  });
}

/** What runs when nobody names an environment. */
export function defaultEnvironment({ environments }: Layout): string | undefined {
  return 'development' in environments ? 'development' : undefined;
}

/**
 * The files with variables that apply, the later over the earlier: the order that Nx has for a task with a configuration, so that a target
 * and plain compose with the same `--env-file` options see the same values.
 */
export function dotenvFiles({ folder }: Layout, environment: string | undefined, reader: Reader): readonly string[] {
  const own = environment === undefined ? [] : [`.env.${environment}`, `.env.${environment}.local`];
  return ['.env', '.env.local', ...own].map((name) => joinPath(folder, name)).filter((file) => reader.isFile(file));
}
