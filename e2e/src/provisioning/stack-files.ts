import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { repository } from '../workspace.js';

interface Service {
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}

interface ComposeFile {
  readonly include?: readonly string[];
  readonly services?: Readonly<Record<string, Service>>;
  readonly configs?: Readonly<Record<string, { readonly file: string }>>;
}

const read = (path: string): ComposeFile =>
  parse(readFileSync(join(repository, path), 'utf8'), { merge: true, logLevel: 'error' }) as ComposeFile;

/** The services of the base as their files have them, by name. No engine is asked. */
export const services: ReadonlyMap<string, Service> = new Map(
  (read('compose.yml').include ?? []).flatMap((path) => Object.entries(read(path).services ?? {})),
);

const development = read('compose/environments/development.yml').services ?? {};

/** Files that are mounted as configurations, by name, relative to the repository. */
export const configurations: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(read('compose/resources.yml').configs ?? {}).map(([name, { file }]) => [
    name,
    join(dirname('compose/resources.yml'), file),
  ]),
);

/** What a container of a service finds at a path: the file of the repository, or undefined. */
export function mountedAt(service: string, target: string): string | undefined {
  const config = services.get(service)?.configs?.find((one) => one.target === target);
  const file = config === undefined ? undefined : configurations[config.source];
  return file !== undefined && existsSync(join(repository, file)) ? file : undefined;
}

/** The text of a file of the repository. */
export const textOf = (file: string): string => readFileSync(join(repository, file), 'utf8');

/**
 * Whether a service listens on a port: development publishes it, or the number stands in the service's own part of the compose
 * files or in a configuration that it mounts. The base publishes nothing, so there is no one place to ask.
 */
export function listens(service: string, port: number): boolean {
  const own = services.get(service);
  if (own === undefined) return false;
  const mounted = (own.configs ?? []).map(({ source }) => textOf(configurations[source] ?? ''));
  const texts = [JSON.stringify(own), JSON.stringify(development[service] ?? {}), ...mounted];
  return texts.some((text) => new RegExp(`(?<!\\d)${String(port)}(?!\\d)`).test(text));
}
