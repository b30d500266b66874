import { dirname } from 'node:path';
import type { Reset } from './fragment.js';
import { toLongForm } from './long-form.js';
import { applyResets, mergeServices, mergeTrees } from './merge.js';
import { interpolate, readFragments, type Reading } from './reading.js';
import type { Lookup } from './substitute.js';
import { child, descendant, map, mapValues, textOf, withEntries, type Traced, type TracedMap } from './traced.js';

interface Scope {
  readonly file: string;
  readonly services: TracedMap;
  readonly resets: readonly Reset[];
  readonly lookup: Lookup;
  readonly reading: Reading;
}

/** Puts what services extend under them, in the tree of one fragment. */
export function applyExtends(
  tree: TracedMap,
  origin: { readonly file: string; readonly resets: readonly Reset[] },
  lookup: Lookup,
  reading: Reading,
): TracedMap {
  const services = tree.entries.get('services');
  if (services?.kind !== 'map') return tree;
  const scope: Scope = { ...origin, services, lookup, reading };
  const extended = mapValues(services, (_service, name) => resolveService(name, scope, new Set()) ?? _service);
  return withEntries(tree, [...tree.entries, ['services', extended]]);
}

function resolveService(name: string, scope: Scope, trail: ReadonlySet<string>): Traced | undefined {
  const service = scope.services.entries.get(name);
  const key = `${scope.file}#${name}`;
  const reference = textOf(descendant(service, ['extends', 'service']));
  // A circle is reported by compose.
  if (service?.kind !== 'map' || reference === undefined || trail.has(key)) return service;
  const file = textOf(descendant(service, ['extends', 'file']));
  const baseScope = file === undefined ? scope : openScope(file, scope);
  const base = resolveService(reference, baseScope, new Set([...trail, key]));
  const own = withEntries(
    service,
    [...service.entries].filter(([entry]) => entry !== 'extends'),
  );
  if (base?.kind !== 'map') return own;
  return mergeServices(resetService(name, base, scope.resets), own);
}

/** Applies the resets that a file has for one of its services to what that extends. */
function resetService(name: string, base: TracedMap, resets: readonly Reset[]): TracedMap {
  const around = map([['services', map([[name, base]], base.origin)]], base.origin);
  const reset = descendant(applyResets(around, resets), ['services', name]);
  return reset?.kind === 'map' ? reset : base;
}

/** The services of a file that one is extended from; its own includes do not count. */
function openScope(file: string, { lookup, reading }: Scope): Scope {
  const fragments = readFragments(file, reading);
  const tree = fragments.reduce<TracedMap | undefined>((merged, fragment) => {
    const next = toLongForm(interpolate(fragment.tree, lookup, reading), dirname(file));
    return merged === undefined ? next : mergeTrees(applyResets(merged, fragment.resets), next);
  }, undefined);
  const services = child(tree, 'services');
  return {
    file,
    services: services?.kind === 'map' ? services : EMPTY,
    resets: fragments.at(-1)?.resets ?? [],
    lookup,
    reading,
  };
}

const NOWHERE = { file: '', line: 1, column: 1, document: 0, at: [], shared: false };
const EMPTY = map([], NOWHERE);
