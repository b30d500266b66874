import { resolve } from 'node:path';
import { isRecord, readIfPresent } from '@slipway/kit';
import { interpolate, type Fragment } from '../files/load.js';
import type { Model } from '../merged/model.js';
import { fragmentsOf, type StackSession } from '../session.js';
import { redactor, secretValues, type Redact } from '../merged/secrets.js';
import type { ContainerDetail } from './container.js';

/** Where secrets are mounted, as compose does it. */
const MOUNTED = '/run/secrets/';

/**
 * The secrets that a stack's files declare, read without compose: so that they are known also where the files are broken, or ask for what
 * is not set.
 */
export function declaredSecrets(session: StackSession): Model['secrets'] {
  const found: Record<string, Model['secrets'][string]> = {};
  for (const fragment of fragmentsOf(session)) {
    const { secrets } = fragment.data;
    for (const [name, entry] of Object.entries(isRecord(secrets) ? secrets : {})) {
      found[name] = { ...found[name], ...sourceOf(entry, fragment, session) };
    }
  }
  return found;
}

function sourceOf(
  entry: unknown,
  { base, variables }: Fragment,
  { workspaceRoot }: StackSession,
): Pick<Model['secrets'][string], 'environment' | 'file'> {
  const { environment, file } = isRecord(entry) ? entry : {};
  return {
    ...(typeof environment === 'string' ? { environment: interpolate(environment, variables) } : {}),
    ...(typeof file === 'string' ? { file: resolve(workspaceRoot, base, interpolate(file, variables)) } : {}),
  };
}

/** Knows every secret of a stack, so that none of them is printed: of its files, of its settings, of this process's environment. */
export function redactorOf(
  model: Pick<Model, 'services' | 'secrets'>,
  variables: Readonly<Record<string, string | undefined>>,
  details: Iterable<ContainerDetail> = [],
): Redact {
  const services = Object.values(model.services);
  const containers = [...details];
  const files = [
    ...Object.values(model.secrets).map(({ file }) => file),
    ...containers.flatMap(({ mounts }) =>
      mounts.filter(({ destination }) => destination.startsWith(MOUNTED)).map(({ source }) => source),
    ),
  ];
  const fromVariables = Object.values(model.secrets).map(({ environment }) =>
    environment === undefined ? undefined : variables[environment],
  );
  return redactor([
    ...[...new Set(files)].map((file) => (file === undefined ? '' : readQuietly(file))),
    ...fromVariables.map((value) => value ?? ''),
    ...services.flatMap(({ environment }) => secretValues(environment)),
    ...containers.flatMap(({ environment }) => secretValues(settingsOf(environment))),
    ...secretValues(Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, value ?? null]))),
  ]);
}

function readQuietly(file: string): string {
  try {
    return readIfPresent(file) ?? '';
  } catch {
    // What this user can't read, no program of his prints.
    return '';
  }
}

function settingsOf(environment: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    environment.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const),
  );
}
