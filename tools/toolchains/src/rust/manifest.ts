import { posix } from 'node:path';
import type { Place, Problem } from '@slipway/kit';
import { asTable, asText, asTexts, entriesOf, parseToml, type TomlTable, type TomlValue } from '../toml.js';

/** What a dependency is needed for: Cargo's three kinds of table. */
export type DependencyKind = 'normal' | 'build' | 'dev';

/** One entry of a dependency table. */
export interface DeclaredDependency {
  /** What the manifest calls it. */
  readonly key: string;
  /** The package's own name: other than the key where it is renamed. */
  readonly package: string;
  readonly kind: DependencyKind;
  /** As written: relative to the manifest's folder. */
  readonly path?: string;
  /** `workspace = true`: the rest of it stands in `[workspace.dependencies]`. */
  readonly inherited: boolean;
}

/** A path that takes the place of a third-party package: an entry of `[patch]` or `[replace]`. */
export interface PathPatch {
  /** The name of the package that is replaced. */
  readonly package: string;
  readonly path: string;
}

/** The `[workspace]` of a root manifest. */
export interface WorkspaceTable {
  readonly members: readonly string[];
  readonly exclude: readonly string[];
  /** `[workspace.package]`: what members may inherit. */
  readonly package: TomlTable;
  readonly dependencies: ReadonlyMap<string, Pick<DeclaredDependency, 'package' | 'path'>>;
}

/** A Cargo.toml as data. A package, a workspace root, or both. */
export interface CargoManifest {
  readonly file: string;
  readonly folder: string;
  readonly text: string;
  readonly table: TomlTable;
  readonly package?: TomlTable;
  readonly workspace?: WorkspaceTable;
  readonly dependencies: readonly DeclaredDependency[];
  readonly patches: readonly PathPatch[];
}

/** A manifest, or why it can't be read. */
export type ParsedManifest =
  | { readonly kind: 'manifest'; readonly manifest: CargoManifest }
  | { readonly kind: 'broken'; readonly file: string; readonly problem: Problem };

/** The dependency tables by their kind, in Cargo's spelling and the older one with an underscore. */
const dependencyTables: readonly (readonly [DependencyKind, readonly string[]])[] = [
  ['normal', ['dependencies']],
  ['build', ['build-dependencies', 'build_dependencies']],
  ['dev', ['dev-dependencies', 'dev_dependencies']],
];

/** The names of the tables with what only tests, benches and examples need. */
export const developmentTables: readonly string[] = ['dev-dependencies', 'dev_dependencies'];

/** Reads the text of a Cargo.toml. */
export function parseManifest(text: string, file: string): ParsedManifest {
  const parsed = parseToml(text, file);
  if (parsed.kind === 'broken') return { kind: 'broken', file, problem: parsed.problem };
  const { table } = parsed;
  // `[project]` is what `[package]` was called before Cargo 1.0, and still read.
  const package_ = asTable(table['package']) ?? asTable(table['project']);
  const workspace = asTable(table['workspace']);
  return {
    kind: 'manifest',
    manifest: {
      file,
      folder: posix.dirname(file),
      text,
      table,
      ...(package_ === undefined ? {} : { package: package_ }),
      ...(workspace === undefined ? {} : { workspace: readWorkspace(workspace) }),
      dependencies: readDependencies(table),
      patches: readPatches(table),
    },
  };
}

/** A manifest's dependency tables with their kinds: those at its top and those of each `[target.…]`. */
function readDependencies(table: TomlTable): readonly DeclaredDependency[] {
  const scopes = [table, ...entriesOf(table['target']).map(([, target]) => asTable(target) ?? {})];
  return scopes.flatMap((scope) =>
    dependencyTables.flatMap(([kind, names]) =>
      names.flatMap((name) => entriesOf(scope[name]).map(([key, value]) => readDependency(key, value, kind))),
    ),
  );
}

function readDependency(key: string, value: TomlValue, kind: DependencyKind): DeclaredDependency {
  const entry = asTable(value) ?? {};
  return { key, kind, inherited: entry['workspace'] === true, ...readSource(key, entry) };
}

function readSource(key: string, entry: TomlTable): Pick<DeclaredDependency, 'package' | 'path'> {
  const path = asText(entry['path']);
  return { package: asText(entry['package']) ?? key, ...(path === undefined ? {} : { path }) };
}

function readWorkspace(table: TomlTable): WorkspaceTable {
  return {
    members: asTexts(table['members']),
    exclude: asTexts(table['exclude']),
    package: asTable(table['package']) ?? {},
    dependencies: new Map(
      entriesOf(table['dependencies']).map(([key, value]) => [key, readSource(key, asTable(value) ?? {})]),
    ),
  };
}

function readPatches(table: TomlTable): readonly PathPatch[] {
  const patched = entriesOf(table['patch']).flatMap(([, source]) => entriesOf(source));
  // The keys of `[replace]` are package ids, `name:version` or `url#name:version`.
  const replaced = entriesOf(table['replace']).map(([id, value]) => [idToName(id), value] as const);
  return [...patched, ...replaced].flatMap(([key, value]) => {
    const { package: name, path } = readSource(key, asTable(value) ?? {});
    return path === undefined ? [] : [{ package: name, path }];
  });
}

/** The name in a package id: `name:1.0.0`, `https://…#name:1.0.0`, or the last part of the address in `https://…/name#1.0.0`. */
function idToName(id: string): string {
  const [address = '', fragment] = id.split('#');
  const named = fragment === undefined ? address : /^\d/.test(fragment) ? posix.basename(address, '.git') : fragment;
  return named.split(/[:@]/, 1)[0] ?? named;
}

/** Where a manifest speaks of a key: its first line that sets it or opens its table, else the manifest as such. */
export function placeOf(manifest: Pick<CargoManifest, 'file' | 'text'>, key: string): Place {
  return placeOfLine(manifest, new RegExp(`^\\s*(?:\\[.*\\.)?["']?${escaped(key)}["']?\\s*[=.\\]]`));
}

/** Where a manifest has a text as a value. */
export function placeOfValue(manifest: Pick<CargoManifest, 'file' | 'text'>, value: string): Place {
  return placeOfLine(manifest, new RegExp(`=.*["']${escaped(value)}["']`));
}

function placeOfLine({ file, text }: Pick<CargoManifest, 'file' | 'text'>, pattern: RegExp): Place {
  const index = text.split('\n').findIndex((line) => pattern.test(line));
  return index === -1 ? { file } : { file, line: index + 1 };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
