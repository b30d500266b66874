import { posix } from 'node:path';
import { isRecord, joinPath, leavesWorkspace } from '@slipway/kit';
import type { Reader } from '@slipway/toolchains';
import { parseEnvFile } from '../model/env-file.js';
import { substitute } from '../model/substitute.js';
import { parseComposeFile, type ComposeFile } from './parse.js';

/** The variables that compose sees. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A compose file with its part in a stack. */
export interface Fragment extends ComposeFile {
  /** `named`: given to compose with `-f`. `extended`: only the services that others extend count. */
  readonly role: 'named' | 'included' | 'extended';
  /** The folder that relative paths in it start from, relative to the workspace root. */
  readonly base: string;
  readonly variables: Variables;
}

/**
 * All files that a stack is made of, the ones that win last: what is extended, what is included, then the named files in their order.
 * Follows `include` and `extends` inside the workspace; remote ones are compose's alone. Broken and missing files are problems of theirs.
 */
export function loadFragments(files: readonly string[], variables: Variables, reader: Reader): readonly Fragment[] {
  const [first] = files;
  if (first === undefined) return [];
  const base = posix.dirname(first);
  const named: Fragment[] = [];
  const included: Fragment[] = [];
  const extended: Fragment[] = [];
  const seen = new Set<string>();

  const load = (file: string, as: Pick<Fragment, 'role' | 'base' | 'variables'>): void => {
    if (seen.has(file) || leavesWorkspace(file)) return;
    seen.add(file);
    const text = reader.read(file);
    const fragment: Fragment = { ...(text === undefined ? missing(file) : parseComposeFile(file, text)), ...as };
    ({ named, included, extended })[as.role].push(fragment);
    if (as.role !== 'extended') for (const entry of includesOf(fragment, reader)) load(entry.file, entry);
    for (const target of extendsOf(fragment)) {
      load(target, { role: 'extended', base: posix.dirname(target), variables: as.variables });
    }
  };
  for (const file of files) load(file, { role: 'named', base, variables });
  return [...extended, ...included, ...named];
}

function missing(file: string): ComposeFile {
  const problem = { what: 'there is no such file', where: { file }, fix: 'see who includes or extends it' };
  return { file, data: {}, problems: [problem] };
}

type Included = Pick<Fragment, 'file' | 'role' | 'base' | 'variables'>;

function includesOf(from: Fragment, reader: Reader): readonly Included[] {
  const { include } = from.data;
  if (!Array.isArray(include)) return [];
  return include.flatMap((entry: unknown): Included[] => {
    const long = isRecord(entry) ? entry : { path: entry };
    const paths = asTexts(long['path'])
      .map((path) => interpolate(path, from.variables))
      .filter(isLocal);
    const [first] = paths;
    if (first === undefined) return [];
    const folder = typeof long['project_directory'] === 'string' ? long['project_directory'] : posix.dirname(first);
    const base = joinPath(from.base, folder);
    const named = asTexts(long['env_file']).map((path) => joinPath(from.base, path));
    const defaults = named.length > 0 ? named : [joinPath(base, '.env')];
    const variables = { ...readVariables(defaults, from.variables, reader), ...from.variables };
    return paths.map((path) => ({ file: joinPath(from.base, path), role: 'included', base, variables }));
  });
}

/**
 * The variables of some `.env` files, the later over the earlier; a file that is not there has none.
 * @param outer what is set already: values may use it
 * @throws UserError with file and line where one can't be read
 */
export function readVariables(files: readonly string[], outer: Variables, reader: Reader): Variables {
  const found: Record<string, string | undefined> = {};
  for (const file of files) {
    const lookup = (name: string): string | undefined => outer[name] ?? found[name];
    for (const { name, value } of parseEnvFile(reader.read(file) ?? '', file, lookup)) found[name] = value;
  }
  return found;
}

/** A text with its variables replaced; one that is not set and has no default becomes nothing. */
export function interpolate(text: string, variables: Variables): string {
  return substitute(text, (name) => variables[name]);
}

function extendsOf({ data, base, variables, role, file }: Fragment): readonly string[] {
  const start = role === 'extended' ? posix.dirname(file) : base;
  return servicesOf(data).flatMap(([, service]) => {
    const target = isRecord(service['extends']) ? service['extends']['file'] : undefined;
    if (typeof target !== 'string') return [];
    const path = interpolate(target, variables);
    return isLocal(path) ? [joinPath(start, path)] : [];
  });
}

/** The services of a compose file as it was written. */
export function servicesOf(
  data: Readonly<Record<string, unknown>>,
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const { services } = data;
  if (!isRecord(services)) return [];
  return Object.entries(services).flatMap(([name, value]) => (isRecord(value) ? [[name, value] as const] : []));
}

function asTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** Git repositories and OCI artifacts can be included too. */
function isLocal(path: string): boolean {
  return path !== '' && !/^(?:[a-z]+:\/\/|oci:|git@|github\.com)/.test(path) && !posix.isAbsolute(path);
}
