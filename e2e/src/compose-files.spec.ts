import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@slipway/kit';
import { run } from '@slipway/kit/process';
import { parse } from 'yaml';
import { repository } from './workspace.js';

const folder = join(repository, 'compose');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?:base|services|infrastructure|environments)\/[^/]+\.yml$/.test(path))
  .sort();
const read = (path: string): Record<string, Record<string, unknown> | undefined> =>
  parse(readFileSync(join(folder, path), 'utf8'), { merge: true, logLevel: 'error' }) as Record<
    string,
    Record<string, unknown> | undefined
  >;

test.each([...files, 'resources.yml', '../compose.yml'])('%s opens with one line that says what it is for', (path) => {
  expect(readFileSync(join(folder, path), 'utf8')).toMatch(/^# \S.{20,}\n(?!#)/);
});

/** How many settings a value holds. */
function leaves(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + leaves(inner), 0);
}

test('no setting is written twice: what several services have in common, they extend', () => {
  const places = new Map<string, string[]>();
  for (const path of files) {
    for (const [name, service] of Object.entries(read(path)['services'] ?? {})) {
      for (const [key, value] of Object.entries(service ?? {})) {
        if (key === 'extends' || leaves(value) < 3) continue;
        const setting = `${key}: ${canonicalJson(value)}`;
        places.set(setting, [...(places.get(setting) ?? []), `${path} ${name}`]);
      }
    }
  }
  expect([...places].filter(([, where]) => where.length > 1)).toEqual([]);
});

/** Each setting of a service by its path, as compose merged them. */
function settings(value: unknown, path: string, into: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) into.set(path, value);
  else for (const [key, inner] of Object.entries(value)) settings(inner, `${path}.${key}`, into);
}

test.each(readdirSync(join(folder, 'environments')))(
  '%s sets nothing that the base has already',
  async (environment) => {
    const outcome = await run(
      'docker',
      ['compose', '-f', 'compose.yml', '--profile', '*', 'config', '--format', 'json', '--no-interpolate'],
      {
        cwd: repository,
      },
    );
    if (outcome.kind !== 'exited' || outcome.exitCode !== 0) throw new Error(JSON.stringify(outcome));
    const base = new Map<string, unknown>();
    settings((JSON.parse(outcome.stdout) as { readonly services: unknown }).services, 'services', base);
    const patch = new Map<string, unknown>();
    settings(read(`environments/${environment}`)['services'], 'services', patch);
    const repeated = [...patch].filter(
      ([path, value]) =>
        !Array.isArray(value) && base.has(path) && canonicalJson(base.get(path)) === canonicalJson(value),
    );
    expect(repeated.map(([path]) => path)).toEqual([]);
  },
);
