import type { Place, Problem } from '@slipway/kit';
import { asTable, asText, asTexts, entriesOf, type TomlValue } from '../toml.js';
import { normaliseName } from './requirement.js';

/** A dependency group (PEP 735) with its requirements. What it includes counts where it stands. */
export interface Group {
  readonly name: string;
  readonly texts: readonly string[];
}

/** Reads `[dependency-groups]`. Includes that lead nowhere or in a circle are problems, as no installer accepts them. */
export function readGroups(
  value: TomlValue | undefined,
  placeOf: (needle: string) => Place,
): { readonly groups: readonly Group[]; readonly problems: readonly Problem[] } {
  const tables = entriesOf(value).map(([name, entries]) => ({
    name: normaliseName(name),
    texts: asTexts(entries),
    includes: includesOf(entries),
  }));
  const byName = new Map(tables.map((group) => [group.name, group]));
  const problems: Problem[] = [];
  for (const { name, includes } of tables) {
    for (const include of includes.filter((each) => !byName.has(normaliseName(each)))) {
      const what = `the group "${name}" includes "${include}", which there is not`;
      problems.push({ what, where: placeOf(`"${include}"`), fix: `add a group "${include}", or remove the include` });
    }
    const reached = reach(name, (each) => byName.get(each)?.includes.map(normaliseName) ?? []);
    if (reached.has(name)) {
      problems.push({
        what: `the group "${name}" includes itself`,
        where: placeOf('[dependency-groups]'),
        fix: 'break the circle',
      });
    }
  }
  return { groups: tables, problems };
}

function includesOf(entries: TomlValue): readonly string[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((entry) => asText(asTable(entry)?.['include-group'])).filter((name) => name !== undefined);
}

/** What can be reached from a start in one step or more. */
function reach(start: string, next: (from: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = [...next(start)];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...next(name));
  }
  return seen;
}
