import { byCodeUnit } from '@slipway/kit';
import {
  formatPath,
  list,
  map,
  textOf,
  type ModelPath,
  type Traced,
  type TracedList,
  type TracedMap,
} from './traced.js';
import type { Reset } from './fragment.js';

/**
 * Lays a later fragment over an earlier one by the rules of compose
 * (https://docs.docker.com/reference/compose-file/merge/). Both are in the long form.
 */
export function mergeTrees(base: TracedMap, over: TracedMap): TracedMap {
  return mergeMaps(base, over, []);
}

/** Lays a service over the one that it extends. */
export function mergeServices(base: TracedMap, over: TracedMap): TracedMap {
  // A service that extends another is still born where it stands itself.
  return { ...mergeMaps(base, over, ['services', 'x']), defined: over.defined };
}

/** Takes away what the `!reset` and `!override` tags of a later fragment name, and notes where the tags stand. */
export function applyResets(tree: TracedMap, resets: readonly Reset[]): TracedMap {
  return resets.reduce((result, reset) => removeAt(result, reset.path, reset), tree);
}

function removeAt(node: TracedMap, path: ModelPath, reset: Reset): TracedMap {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  const name = String(key);
  const entry = node.entries.get(name);
  if (entry === undefined) return node;
  const entries = new Map(node.entries);
  if (rest.length > 0) {
    if (entry.kind !== 'map') return node;
    entries.set(name, removeAt(entry, rest, reset));
    return { ...node, entries };
  }
  entries.delete(name);
  return { ...node, entries, removed: new Map([...node.removed, [name, reset.origin]]) };
}

function merge(base: Traced, over: Traced, path: ModelPath): Traced {
  const pattern = patternOf(path);
  if (REPLACED.has(pattern)) return over;
  if (over.kind === 'scalar' && over.value === null && !NULL_COUNTS.test(pattern)) return base;
  if (base.kind === 'map' && over.kind === 'map') {
    if (pattern === 'services.*.logging' && haveOtherDrivers(base, over)) return over;
    return mergeMaps(base, over, path);
  }
  if (base.kind === 'list' && over.kind === 'list') return mergeLists(base, over, pattern);
  return over;
}

function mergeMaps(base: TracedMap, over: TracedMap, path: ModelPath): TracedMap {
  const entries = new Map(base.entries);
  const removed = new Map(base.removed);
  for (const [key, value] of over.entries) {
    const before = entries.get(key);
    entries.set(key, before === undefined ? value : merge(before, value, [...path, key]));
    removed.delete(key);
  }
  return { ...map(entries, over.origin), defined: base.defined, removed };
}

/** Lists are appended; where compose knows what makes two items the same, the later one takes the place of the earlier. */
function mergeLists(base: TracedList, over: TracedList, pattern: string): TracedList {
  return list(distinct([...base.items, ...over.items], pattern), over.origin);
}

function distinct(items: readonly Traced[], pattern: string): readonly Traced[] {
  const identity = IDENTITY[pattern];
  if (identity === undefined) return items;
  const byIdentity = new Map<string, Traced>();
  items.forEach((item, index) => byIdentity.set(identity(item) ?? `#${String(index)}`, item));
  const found = [...byIdentity.values()];
  // Compose keeps hosts by name, and prints them in the order of names.
  return pattern.endsWith('extra_hosts')
    ? found.toSorted((a, b) => byCodeUnit(textOf(a) ?? '', textOf(b) ?? ''))
    : found;
}

/** Removes repeated items within one fragment, as compose does for each file. */
export function withoutRepeats(node: Traced, path: ModelPath = []): Traced {
  if (node.kind === 'map') {
    const entries = [...node.entries].map(([key, value]) => [key, withoutRepeats(value, [...path, key])] as const);
    return { ...node, entries: new Map(entries) };
  }
  return node.kind === 'list' ? { ...node, items: distinct(node.items, patternOf(path)) } : node;
}

/** The path with every name that a user chose replaced by a star. */
function patternOf(path: ModelPath): string {
  return formatPath(
    path.map((segment, index) => (index === 1 || USER_KEYS.has(parentOf(path, index)) ? '*' : segment)),
  );
}

function parentOf(path: ModelPath, index: number): string {
  return index >= 3 && path[0] === 'services' ? String(path[index - 1]) : '';
}

const USER_KEYS: ReadonlySet<string> = new Set(['ulimits', 'networks']);

const REPLACED: ReadonlySet<string> = new Set([
  'services.*.command',
  'services.*.entrypoint',
  'services.*.healthcheck.test',
  'services.*.ulimits.*',
]);

/** Mappings of names to values, where null means "from the environment" and not "as before". */
const NULL_COUNTS =
  /^services\.\*\.(?:environment|labels|annotations|sysctls|deploy\.labels|build\.(?:args|labels|additional_contexts))\../;

function haveOtherDrivers(base: TracedMap, over: TracedMap): boolean {
  const before = textOf(base.entries.get('driver'));
  const after = textOf(over.entries.get('driver'));
  return before !== undefined && after !== undefined && before !== after;
}

type Identity = (item: Traced) => string | undefined;

const field =
  (name: string): Identity =>
  (item) =>
    item.kind === 'map' ? textOf(item.entries.get(name)) : textOf(item);

const portIdentity: Identity = (item) => {
  if (item.kind !== 'map') return textOf(item);
  const part = (name: string, otherwise: string) => textOf(item.entries.get(name)) ?? otherwise;
  return `${part('host_ip', '0.0.0.0')}:${part('published', '')}:${part('target', '')}/${part('protocol', 'tcp')}`;
};

const mountIdentity: Identity = (item) => field('target')(item) ?? field('source')(item);

/** What stands before an equals sign names the item. */
const keyIdentity: Identity = (item) => textOf(item)?.split('=', 1)[0];

const IDENTITY: Readonly<Record<string, Identity>> = {
  'networks.*.ipam.config': field('subnet'),
  'services.*.build.tags': keyIdentity,
  'services.*.cap_add': keyIdentity,
  'services.*.cap_drop': keyIdentity,
  'services.*.configs': mountIdentity,
  'services.*.devices': field('target'),
  'services.*.dns': keyIdentity,
  'services.*.dns_opt': keyIdentity,
  'services.*.dns_search': keyIdentity,
  'services.*.env_file': field('path'),
  'services.*.expose': textOf,
  'services.*.extra_hosts': textOf,
  'services.*.build.extra_hosts': textOf,
  'services.*.links': keyIdentity,
  'services.*.networks.*.aliases': keyIdentity,
  'services.*.networks.*.link_local_ips': keyIdentity,
  'services.*.ports': portIdentity,
  'services.*.profiles': keyIdentity,
  'services.*.secrets': mountIdentity,
  'services.*.tmpfs': keyIdentity,
  'services.*.volumes': field('target'),
};
