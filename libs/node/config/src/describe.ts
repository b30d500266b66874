import type { SettingsSchema } from './settings.js';

/** One line a setting, for `--help`: name, what is expected, and what happens when it is not set. */
export function describeSettings(schema: SettingsSchema): string[] {
  const settings = Object.values(schema);
  const width = Math.max(0, ...settings.map(({ name }) => name.length));
  return settings.map(({ name, expected, whenUnset }) => {
    const unset = whenUnset.kind === 'required' ? 'required' : `default: ${whenUnset.shown}`;
    return `${name.padEnd(width)}  ${expected} (${unset})`;
  });
}
