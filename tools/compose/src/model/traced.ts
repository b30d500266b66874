import type { Place } from '@slipway/kit';

/** The way to a value: keys of mappings and indices of lists. Segments, not text, since names may have dots. */
export type ModelPath = readonly (string | number)[];

/** Where a value was written. */
export interface Origin extends Place {
  readonly line: number;
  readonly column: number;
  /** Which document of the file, counted from 0; nearly always the only one. */
  readonly document: number;
  /** The way to the node inside that document. */
  readonly at: ModelPath;
  /** True where the text is reached by an anchor, so that an edit would change other places too. */
  readonly shared: boolean;
}

export type ScalarValue = string | number | boolean | null;

export interface TracedScalar {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  readonly origin: Origin;
}

export interface TracedList {
  readonly kind: 'list';
  readonly items: readonly Traced[];
  /** The fragment that added to the list last. */
  readonly origin: Origin;
}

export interface TracedMap {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Traced>;
  /** The fragment that set something in it last. */
  readonly origin: Origin;
  /** The fragment that the mapping came into being with. */
  readonly defined: Origin;
  /** Keys that a `!reset` took away, and where it stands. */
  readonly removed: ReadonlyMap<string, Origin>;
}

/** A YAML value of which every part knows where it was written. Never changed, only made anew. */
export type Traced = TracedScalar | TracedList | TracedMap;

const NOTHING_REMOVED: ReadonlyMap<string, Origin> = new Map();

export function scalar(value: ScalarValue, origin: Origin): TracedScalar {
  return { kind: 'scalar', value, origin };
}

export function list(items: readonly Traced[], origin: Origin): TracedList {
  return { kind: 'list', items, origin };
}

export function map(entries: Iterable<readonly [string, Traced]>, origin: Origin): TracedMap {
  return { kind: 'map', entries: new Map(entries), origin, defined: origin, removed: NOTHING_REMOVED };
}

/** The same mapping with other entries. */
export function withEntries(node: TracedMap, entries: Iterable<readonly [string, Traced]>): TracedMap {
  return { ...node, entries: new Map(entries) };
}

/** The same mapping with one entry set. */
export function withEntry(node: TracedMap, key: string, value: Traced): TracedMap {
  return withEntries(node, [...node.entries, [key, value]]);
}

/** The same mapping with a function applied to one entry, where it has that. */
export function mapEntry(node: TracedMap, key: string, change: (value: Traced) => Traced): TracedMap {
  const value = node.entries.get(key);
  return value === undefined ? node : withEntry(node, key, change(value));
}

/** The same mapping with a function applied to the value of each entry. */
export function mapValues(node: Traced, change: (value: Traced, key: string) => Traced): Traced {
  if (node.kind !== 'map') return node;
  return withEntries(
    node,
    [...node.entries].map(([key, value]) => [key, change(value, key)] as const),
  );
}

/** The same list with a function applied to each item. */
export function mapItems(node: Traced, change: (item: Traced) => Traced): Traced {
  return node.kind === 'list' ? { ...node, items: node.items.map(change) } : node;
}

/** One step down. */
export function child(node: Traced | undefined, key: string | number): Traced | undefined {
  if (node?.kind === 'map') return node.entries.get(String(key));
  if (node?.kind === 'list') return node.items[Number(key)];
  return undefined;
}

/** Several steps down. */
export function descendant(node: Traced | undefined, path: ModelPath): Traced | undefined {
  return path.reduce<Traced | undefined>(child, node);
}

/** The text of a scalar; `undefined` for null, lists and mappings. */
export function textOf(node: Traced | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? String(node.value) : undefined;
}

/** The value without its places. */
export function plain(node: Traced): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'list':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
  }
}

/** A path as people write it: `services.core.ports[0]`. */
export function formatPath(path: ModelPath): string {
  return path.reduce<string>(
    (text, segment) =>
      typeof segment === 'number' ? `${text}[${String(segment)}]` : text === '' ? segment : `${text}.${segment}`,
    '',
  );
}
