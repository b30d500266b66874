import { readIfPresent } from '@slipway/kit';
import type { Model } from '../merged/model.js';
import { redactor, secretValues, type Redact } from '../merged/secrets.js';
import type { ContainerDetail } from './container.js';

/** Where secrets are mounted, as compose does it. */
const MOUNTED = '/run/secrets/';

/** Knows every secret of a stack, so that none of them is printed: of its files, of its settings, of this process's environment. */
export function redactorOf(
  model: Pick<Model, 'services' | 'secrets'> | undefined,
  variables: Readonly<Record<string, string | undefined>>,
  details: Iterable<ContainerDetail> = [],
): Redact {
  const services = Object.values(model?.services ?? {});
  const containers = [...details];
  const files = [
    ...Object.values(model?.secrets ?? {}).map(({ file }) => file),
    ...containers.flatMap(({ mounts }) =>
      mounts.filter(({ destination }) => destination.startsWith(MOUNTED)).map(({ source }) => source),
    ),
  ];
  const fromVariables = Object.values(model?.secrets ?? {}).map(({ environment }) =>
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
