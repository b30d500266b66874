import { isAbsolute, relative, sep } from 'node:path';
import { envValues, parseEnvFile, parseRawEnvFile, type EnvEntry } from './env-file.js';
import { parseFragments, type Fragment } from './fragment.js';
import { substitute, type Lookup, type VariableUse } from './substitute.js';
import { mapItems, mapValues, scalar, type Origin, type Traced, type TracedMap } from './traced.js';

/** A variable that a fragment asked for and nobody set. */
export interface MissingVariable extends Omit<VariableUse, 'state'> {
  readonly state: 'unset' | 'required';
  readonly where: Origin;
}

/** What the loading of one stack shares: where texts come from, and what was noticed on the way. */
export interface Reading {
  /** Absolute; places are told relative to it. */
  readonly root: string;
  /** The text of a file by its absolute path, `undefined` where there is none. */
  readonly read: (path: string) => string | undefined;
  /** Every compose and env file that was read, absolute, in order. */
  readonly files: Set<string>;
  readonly missing: Map<string, MissingVariable>;
  readonly fragments: Map<string, readonly Fragment[]>;
}

export function openReading(root: string, read: Reading['read']): Reading {
  return { root, read, files: new Set(), missing: new Map(), fragments: new Map() };
}

/** How places name a file: relative to the root, with `/`, or absolute outside of it. */
export function displayPath(root: string, path: string): string {
  const inside = relative(root, path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside.split(sep).join('/');
}

/** The documents of a compose file as they were written; none where there is no such file. */
export function readFragments(path: string, reading: Reading): readonly Fragment[] {
  const known = reading.fragments.get(path);
  if (known !== undefined) return known;
  const text = reading.read(path);
  if (text === undefined) return [];
  reading.files.add(path);
  const fragments = parseFragments(text, displayPath(reading.root, path));
  reading.fragments.set(path, fragments);
  return fragments;
}

/** An env file's lines; none where there is no such file. */
export function readEnvFile(path: string, reading: Reading, lookup: Lookup, format?: string): readonly EnvEntry[] {
  const text = reading.read(path);
  if (text === undefined) return [];
  reading.files.add(path);
  return format === 'raw' ? parseRawEnvFile(text) : parseEnvFile(text, displayPath(reading.root, path), lookup);
}

/** A lookup that asks another one first and then the env files, of which a later one wins. */
export function withEnvFiles(lookup: Lookup, paths: readonly string[], reading: Reading): Lookup {
  const values = new Map<string, string>();
  const find: Lookup = (name) => lookup(name) ?? values.get(name);
  for (const path of paths) {
    for (const [name, value] of envValues(readEnvFile(path, reading, find))) values.set(name, value);
  }
  return find;
}

/** Puts values in the place of variables, everywhere in a tree. */
export function interpolate(tree: TracedMap, lookup: Lookup, reading: Reading): TracedMap {
  const walk = (node: Traced): Traced => {
    if (node.kind === 'map') return mapValues(node, walk);
    if (node.kind === 'list') return mapItems(node, walk);
    if (typeof node.value !== 'string' || !node.value.includes('$')) return node;
    const { origin } = node;
    return scalar(
      substitute(node.value, lookup, (use) => {
        noteUse(use, origin, reading);
      }),
      origin,
    );
  };
  return walk(tree) as TracedMap;
}

function noteUse({ state, ...use }: VariableUse, where: Origin, { missing }: Reading): void {
  if (state === 'set') return;
  const key = `${use.name} ${where.file}:${String(where.line)}`;
  if (!missing.has(key)) missing.set(key, { ...use, state, where });
}
