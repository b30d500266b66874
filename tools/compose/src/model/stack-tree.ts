import { dirname, join, resolve } from 'node:path';
import { applyExtends } from './extends.js';
import { toLongForm } from './long-form.js';
import { applyResets, mergeTrees, withoutRepeats } from './merge.js';
import { interpolate, readFragments, withEnvFiles, type Reading } from './reading.js';
import type { Lookup } from './substitute.js';
import { child, mapEntry, mapValues, scalar, textOf, withEntries, type Traced, type TracedMap } from './traced.js';

interface Level {
  /** What relative paths start from. */
  readonly folder: string;
  readonly lookup: Lookup;
  /** The files that included this one. */
  readonly trail: readonly string[];
}

/** What `include` brings in. */
const IMPORTED = ['services', 'volumes', 'networks', 'secrets', 'configs', 'models'];

/**
 * Reads files as `docker compose -f … -f …` does and lays them over each other: include, extends, resets, merge.
 * `undefined` where none of them says anything.
 */
export function readTree(files: readonly string[], level: Level, reading: Reading): TracedMap | undefined {
  let tree: TracedMap | undefined;
  for (const file of files) {
    for (const { tree: written, resets } of readFragments(file, reading)) {
      const long = toLongForm(interpolate(written, level.lookup, reading), level.folder);
      const extended = applyExtends(long, { file, resets }, level.lookup, reading);
      const whole = applyIncludes(extended, { ...level, trail: [...level.trail, file] }, reading);
      const merged = tree === undefined ? whole : mergeTrees(applyResets(tree, resets), whole);
      tree = withoutRepeats(merged) as TracedMap;
    }
  }
  return tree === undefined ? undefined : passEnvironmentThrough(tree, level.lookup);
}

function applyIncludes(tree: TracedMap, level: Level, reading: Reading): TracedMap {
  const include = tree.entries.get('include');
  if (include?.kind !== 'list') return tree;
  const own = withEntries(
    tree,
    [...tree.entries].filter(([key]) => key !== 'include'),
  );
  const imported = include.items.reduce<TracedMap | undefined>((all, entry) => {
    const one = readIncluded(entry, level, reading);
    if (one === undefined) return all;
    return all === undefined ? one : importInto(all, one);
  }, undefined);
  return imported === undefined ? own : mergeTrees(imported, own);
}

function readIncluded(entry: Traced, level: Level, reading: Reading): TracedMap | undefined {
  const paths = texts(entry.kind === 'map' ? entry.entries.get('path') : entry).map((path) =>
    resolve(level.folder, path),
  );
  const [main] = paths;
  if (main === undefined || level.trail.includes(main)) return undefined;
  const folder = resolve(level.folder, textOf(child(entry, 'project_directory')) ?? dirname(main));
  const envFiles = texts(child(entry, 'env_file')).map((path) => resolve(level.folder, path));
  const lookup = withEnvFiles(level.lookup, envFiles.length > 0 ? envFiles : [join(folder, '.env')], reading);
  const tree = readTree(paths, { folder, lookup, trail: level.trail }, reading);
  return tree === undefined
    ? undefined
    : withEntries(
        tree,
        [...tree.entries].filter(([key]) => IMPORTED.includes(key)),
      );
}

/** What two included files both bring has to be equal: the first one counts. */
function importInto(target: TracedMap, source: TracedMap): TracedMap {
  const entries = new Map(target.entries);
  for (const [section, value] of source.entries) {
    const before = entries.get(section);
    if (before?.kind !== 'map' || value.kind !== 'map') entries.set(section, value);
    else {
      const added = [...value.entries].filter(([name]) => !before.entries.has(name));
      entries.set(section, withEntries(before, [...before.entries, ...added]));
    }
  }
  return withEntries(target, entries);
}

/** A name without a value in `environment` and `build.args` takes the variable of that name, where there is one. */
function passEnvironmentThrough(tree: TracedMap, lookup: Lookup): TracedMap {
  const fill = (node: Traced): Traced =>
    mapValues(node, (value, name) => {
      const given = value.kind === 'scalar' && value.value === null ? lookup(name) : undefined;
      return given === undefined ? value : scalar(given, value.origin);
    });
  const fillBuild = (node: Traced): Traced => (node.kind === 'map' ? mapEntry(node, 'args', fill) : node);
  return mapEntry(tree, 'services', (services) =>
    mapValues(services, (service) =>
      service.kind === 'map' ? mapEntry(mapEntry(service, 'environment', fill), 'build', fillBuild) : service,
    ),
  );
}

function texts(node: Traced | undefined): readonly string[] {
  const nodes = node?.kind === 'list' ? node.items : [node];
  return nodes.flatMap((item) => textOf(item) ?? []);
}
