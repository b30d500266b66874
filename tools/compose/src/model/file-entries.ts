import { isAbsolute } from 'node:path';
import { displayPath, readEnvFile, type Reading } from './reading.js';
import type { Lookup } from './substitute.js';
import { child, map, mapValues, scalar, textOf, withEntry, type Traced, type TracedMap } from './traced.js';

/** Adds variables of `env_file` and labels of `label_file`: they are part of the merged model, under what a service says itself. */
export function addFileEntries(tree: TracedMap, lookup: Lookup, reading: Reading): TracedMap {
  const services = tree.entries.get('services');
  if (services === undefined) return tree;
  const filled = mapValues(services, (service) => {
    if (service.kind !== 'map') return service;
    const withVariables = addFrom(service, ['env_file', 'environment'], lookup, reading);
    return addFrom(withVariables, ['label_file', 'labels'], lookup, reading);
  });
  return withEntry(tree, 'services', filled);
}

function addFrom(
  service: TracedMap,
  [from, to]: readonly [string, string],
  lookup: Lookup,
  reading: Reading,
): TracedMap {
  const files = service.entries.get(from);
  const own = service.entries.get(to);
  if (files?.kind !== 'list' || (own !== undefined && own.kind !== 'map')) return service;
  const entries = new Map<string, Traced>();
  const find: Lookup = (name) => lookup(name) ?? textOf(own?.entries.get(name)) ?? textOf(entries.get(name));
  for (const item of files.items) {
    const path = textOf(item) ?? textOf(child(item, 'path'));
    if (path === undefined || !isAbsolute(path)) continue;
    const file = displayPath(reading.root, path);
    for (const { name, value, line } of readEnvFile(path, reading, find, textOf(child(item, 'format')))) {
      if (value === undefined) continue;
      entries.set(name, scalar(value, { file, line, column: 1, document: 0, at: [name], shared: true }));
    }
  }
  if (entries.size === 0) return service;
  const target = own ?? map([], files.origin);
  return withEntry(service, to, { ...target, entries: new Map([...entries, ...target.entries]) });
}
