import type { Place } from '@slipway/kit';
import { asTable, asText, entriesOf, type TomlTable, type TomlValue } from '../toml.js';
import type { Need, PathDependency } from './manifest.js';
import { normaliseName } from './requirement.js';

/** The dependency tables of `[tool.poetry]` with what they are needed for. */
function dependencyTables(poetry: TomlTable): readonly (readonly [Need, TomlValue | undefined])[] {
  return [
    ['production', poetry['dependencies']],
    ['development', poetry['dev-dependencies']],
    ...entriesOf(poetry['group']).map(
      ([name, group]) => [name === 'main' ? 'production' : 'development', asTable(group)?.['dependencies']] as const,
    ),
  ];
}

/** The path dependencies of `[tool.poetry]`. One name may have several, told apart by markers. */
export function readPoetryPaths(poetry: TomlTable, placeOf: (needle: string) => Place): readonly PathDependency[] {
  return dependencyTables(poetry).flatMap(([need, table]) =>
    entriesOf(table).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).flatMap((entry) => {
        const path = asText(asTable(entry)?.['path']);
        return path === undefined ? [] : [{ name: normaliseName(name), path, need, where: placeOf(path) }];
      }),
    ),
  );
}

/** The names of all that `[tool.poetry]` depends on. */
export function poetryNames(poetry: TomlTable): readonly string[] {
  return dependencyTables(poetry).flatMap(([, table]) => entriesOf(table).map(([name]) => normaliseName(name)));
}
