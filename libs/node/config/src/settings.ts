import { ConfigurationError, type Problem } from './problems.js';
import type { Parsed, Setting } from './setting.js';
import { type Environment, findSource } from './source.js';

/** The settings of a program, under the names that its code uses for them. */
export type SettingsSchema = Readonly<Record<string, Setting<unknown>>>;

/** What reading a schema gives. */
export type Settings<S extends SettingsSchema> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};

/** Reads every setting of the schema, or throws one ConfigurationError that names all that is wrong. */
export function readSettings<const S extends SettingsSchema>(schema: S, environment: Environment): Settings<S> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(schema)) {
    const outcome = read(setting, environment);
    if (outcome.ok) {
      values[key] = outcome.value;
    } else {
      problems.push({ name: setting.name, reason: outcome.reason, expected: setting.expected });
    }
  }
  if (problems.length > 0) {
    throw new ConfigurationError(problems);
  }
  return values as Settings<S>;
}

function read(setting: Setting<unknown>, environment: Environment): Parsed<unknown> {
  const source = findSource(environment, setting.name);
  switch (source.kind) {
    case 'unreadable':
      return { ok: false, reason: source.reason };
    case 'unset':
      return setting.whenUnset.kind === 'default'
        ? { ok: true, value: setting.whenUnset.value }
        : { ok: false, reason: 'is not set' };
    case 'text': {
      const parsed = setting.parse(source.text);
      return parsed.ok || source.file === undefined
        ? parsed
        : { ok: false, reason: `${parsed.reason} (read from ${source.file})` };
    }
  }
}
