import { isInside, joinPath } from '@slipway/kit';
import { developmentTables, type CargoManifest } from './manifest.js';
import { asTable, asText, asTexts, entriesOf, formatToml, type TomlTable, type TomlValue } from '../toml.js';
import { editionOf, relativePath, resolvePath } from './workspace.js';

/** Which part of a package's manifest is kept: `production` drops what only tests, benches and examples need. */
export type Keep = 'production' | 'tests';

/** What is kept of a workspace. */
export interface KeptWorkspace {
  readonly root: CargoManifest;
  /** The root's own package, where that is kept. */
  readonly package?: TomlTable;
  /** The folders of the packages that are kept, members or not. */
  readonly folders: readonly string[];
  /** Those of them that are members. */
  readonly members: readonly string[];
  /** The pruned tables of all packages that are kept: what they inherit is kept of the root. */
  readonly packages: readonly TomlTable[];
}

/** A package's tables with only what is kept. */
export function prunePackage({ table }: CargoManifest, keep: Keep): TomlTable {
  const dropped = keep === 'production' ? ['test', 'bench', 'example', ...developmentTables] : ['bench'];
  const pruned = without(table, dropped);
  const targets = keep === 'production' ? pruneTargets(pruned['target']) : pruned['target'];
  const withTargets = targets === undefined ? without(pruned, ['target']) : { ...pruned, target: targets };
  const features = pruneFeatures(withTargets);
  return switchSearchOff(features === undefined ? withTargets : { ...withTargets, features }, keep);
}

function pruneTargets(targets: TomlValue | undefined): TomlTable | undefined {
  const kept = entriesOf(targets)
    .map(([name, target]) => [name, without(asTable(target) ?? {}, developmentTables)] as const)
    .filter(([, target]) => Object.keys(target).length > 0);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** A feature may switch on a feature of a development dependency; without that dependency Cargo refuses the manifest. */
function pruneFeatures(table: TomlTable): TomlTable | undefined {
  if (table['features'] === undefined) return undefined;
  const known = new Set(dependencyEntries(table).map(([key]) => key));
  const isKept = (value: string): boolean => {
    const [name = '', feature] = value.split('/');
    return feature === undefined || known.has(name.replace(/\?$/, ''));
  };
  return Object.fromEntries(
    entriesOf(table['features']).map(([name, values]) => [name, asTexts(values).filter(isKept)]),
  );
}

function switchSearchOff(table: TomlTable, keep: Keep): TomlTable {
  const key = asTable(table['package']) === undefined ? 'project' : 'package';
  const off =
    keep === 'production' ? { autotests: false, autobenches: false, autoexamples: false } : { autobenches: false };
  return { ...table, [key]: { ...asTable(table[key]), ...off } };
}

/** The text of a root manifest for the packages that are kept. Those that are not leave no trace, so no edit of theirs changes it. */
export function formatRoot(kept: KeptWorkspace): string {
  const { root } = kept;
  const tables = kept.package ?? pick(root.table, ['cargo-features']);
  return formatManifest(root.file, {
    ...without(tables, ['workspace', 'profile', 'patch', 'replace']),
    ...(root.workspace === undefined ? {} : { workspace: pruneWorkspace(kept) }),
    ...pick(root.table, ['profile']),
    ...prunePatches(kept),
  });
}

/** The text of a manifest that is no root. */
export function formatManifest(file: string, table: TomlTable): string {
  return `# Pruned from ${file}.\n\n${formatToml(table)}`;
}

function pruneWorkspace({ root, package: ownPackage, folders, members, packages }: KeptWorkspace): TomlTable {
  const table = asTable(root.table['workspace']) ?? {};
  const exclude = asTexts(table['exclude']).filter((path) => {
    const excluded = joinPath(root.folder, path);
    return folders.some((folder) => isInside(folder, excluded));
  });
  const inherited = packages.flatMap(dependencyEntries).filter(([, value]) => asTable(value)?.['workspace'] === true);
  const resolver = ownPackage === undefined ? resolverOf(root) : undefined;
  return {
    ...without(table, ['members', 'default-members', 'exclude', 'metadata', 'package', 'dependencies', 'lints']),
    ...(resolver === undefined ? {} : { resolver }),
    members: members.filter((folder) => folder !== root.folder).map((folder) => relativePath(root.folder, folder)),
    ...(exclude.length === 0 ? {} : { exclude }),
    ...pickWithin(table, 'package', packages.flatMap(inheritedPackageKeys)),
    ...pickWithin(
      table,
      'dependencies',
      inherited.map(([key]) => key),
    ),
    ...(packages.some((entry) => asTable(entry['lints'])?.['workspace'] === true) ? pick(table, ['lints']) : {}),
  };
}

/** Without its package a root is virtual, and Cargo no longer takes the resolver from the package's edition. */
function resolverOf(root: CargoManifest): string | undefined {
  const said = asText(asTable(root.table['workspace'])?.['resolver']) ?? asText(root.package?.['resolver']);
  if (said !== undefined || root.package === undefined) return said;
  const edition = editionOf(root, root);
  return edition >= '2024' ? '3' : edition >= '2021' ? '2' : '1';
}

function prunePatches({ root, folders }: KeptWorkspace): TomlTable {
  const keep = (value: TomlValue): boolean => {
    const path = asText(asTable(value)?.['path']);
    return path === undefined || folders.includes(resolvePath(root.folder, path));
  };
  const prune = (table: TomlTable): TomlTable =>
    Object.fromEntries(Object.entries(table).filter(([, value]) => keep(value)));
  const patch = entriesOf(root.table['patch'])
    .map(([source, entries]) => [source, prune(asTable(entries) ?? {})] as const)
    .filter(([, entries]) => Object.keys(entries).length > 0);
  const replace = prune(asTable(root.table['replace']) ?? {});
  return {
    ...(patch.length === 0 ? {} : { patch: Object.fromEntries(patch) }),
    ...(Object.keys(replace).length === 0 ? {} : { replace }),
  };
}

function inheritedPackageKeys(table: TomlTable): readonly string[] {
  return entriesOf(table['package'])
    .filter(([, value]) => asTable(value)?.['workspace'] === true)
    .map(([key]) => key);
}

/** The entries of all dependency tables of a manifest. */
function dependencyEntries(table: TomlTable): readonly (readonly [string, TomlValue])[] {
  const scopes = [table, ...entriesOf(table['target']).map(([, target]) => asTable(target) ?? {})];
  return scopes.flatMap((scope) =>
    Object.keys(scope)
      .filter((key) => /^((dev|build)[-_])?dependencies$/.test(key))
      .flatMap((key) => entriesOf(scope[key])),
  );
}

function without(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.includes(key)));
}

function pick(table: TomlTable, keys: readonly string[]): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => keys.includes(key)));
}

function pickWithin(table: TomlTable, key: string, keys: readonly string[]): TomlTable {
  const picked = pick(asTable(table[key]) ?? {}, keys);
  return Object.keys(picked).length === 0 ? {} : { [key]: picked };
}
