import { posix } from 'node:path';
import type { Place, Problem } from '@slipway/kit';
import type { Binary } from '../toolchain.js';
import { asTable, asText, asTexts, entriesOf, parseToml, type TomlTable, type TomlValue } from '../toml.js';
import { readGroups } from './groups.js';
import { readPoetryPaths } from './poetry.js';
import { normaliseName, parseRequirement, type Requirement } from './requirement.js';

/** What a requirement is needed for. Extras are a part of what a package offers its users, groups are not. */
export type Need = 'production' | 'development';

/** A requirement as a pyproject.toml declares it. */
export interface DeclaredRequirement extends Requirement {
  readonly need: Need;
  /** The extra or the group that it belongs to. */
  readonly extra?: string;
  readonly group?: string;
  readonly where: Place;
}

/** One entry of `[tool.uv.sources]`: where uv takes a package from, perhaps only for one extra or group. */
export interface Source {
  readonly origin: { readonly kind: 'workspace' | 'elsewhere' } | { readonly kind: 'path'; readonly path: string };
  readonly extra?: string;
  readonly group?: string;
  readonly where: Place;
}

/** A path dependency that needs no looking up. */
export interface PathDependency {
  readonly name: string;
  readonly path: string;
  readonly need: Need;
  readonly where: Place;
}

/** A pyproject.toml as data. */
export interface Manifest {
  readonly file: string;
  readonly folder: string;
  readonly table: TomlTable;
  /** False where it only holds settings, or a uv workspace that is no package of its own. */
  readonly isProject: boolean;
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly scripts: readonly Binary[];
  readonly requirements: readonly DeclaredRequirement[];
  readonly paths: readonly PathDependency[];
  /** By normalised name. */
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  /** `[tool.uv.workspace]`, as globs of folders. */
  readonly workspace?: { readonly members: readonly string[]; readonly exclude: readonly string[] };
  readonly problems: readonly Problem[];
}

/** Reads a pyproject.toml. One that can't be read gives a project without a name, and the problem. */
export function parseManifest(text: string, file: string): Manifest {
  const folder = posix.dirname(file);
  const bare = text.replace(/^\uFEFF/, '');
  const parsed = parseToml(bare, file);
  const empty = {
    file,
    folder,
    scripts: [],
    requirements: [],
    paths: [],
    sources: new Map<string, readonly Source[]>(),
  };
  if (parsed.kind === 'broken') return { ...empty, table: {}, isProject: true, problems: [parsed.problem] };
  const { table } = parsed;
  const project = asTable(table['project']);
  const poetry = asTable(tool(table, 'poetry'));
  const uv = asTable(tool(table, 'uv'));
  const workspace = asTable(uv?.['workspace']);
  const isVirtualRoot = workspace !== undefined && uv?.['package'] === false;
  const placeOf = placesIn(bare, file);
  const problems: Problem[] = [];
  const named = (key: 'name' | 'version' | 'description') => {
    const value = asText(project?.[key]) ?? asText(poetry?.[key]);
    return value === undefined ? {} : { [key]: value };
  };
  if (project !== undefined && asText(project['name']) === undefined && poetry?.['name'] === undefined) {
    problems.push({ what: '[project] has no name', where: placeOf('[project]'), fix: 'add name = "…" to it' });
  }
  return {
    ...empty,
    table,
    isProject: !isVirtualRoot && (project !== undefined || poetry?.['name'] !== undefined || 'build-system' in table),
    ...named('name'),
    ...named('version'),
    ...named('description'),
    scripts: readScripts(project?.['scripts'], poetry?.['scripts']),
    requirements: readRequirements(table, placeOf, problems),
    paths: poetry === undefined ? [] : readPoetryPaths(poetry, placeOf),
    sources: readSources(uv?.['sources'], placeOf),
    ...(workspace === undefined
      ? {}
      : { workspace: { members: asTexts(workspace['members']), exclude: asTexts(workspace['exclude']) } }),
    problems,
  };
}

/** A `[tool.…]` table of a document. */
export function tool(table: TomlTable, name: string): TomlValue | undefined {
  return asTable(table['tool'])?.[name];
}

/** Tells where a document speaks of something: its first line that holds the text, else the document as such. */
function placesIn(text: string, file: string): (needle: string) => Place {
  return (needle) => {
    const index = text.indexOf(needle);
    if (index === -1) return { file };
    const before = text.slice(0, index).split('\n');
    return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
}

function readScripts(...tables: readonly (TomlValue | undefined)[]): readonly Binary[] {
  const scripts = new Map<string, string>();
  for (const [name, value] of tables.flatMap(entriesOf)) {
    // Poetry also writes { reference = "pkg.mod:main", type = "console" }.
    const entry = asText(value) ?? asText(asTable(value)?.['reference']) ?? asText(asTable(value)?.['callable']);
    if (entry?.includes(':') === true) scripts.set(name, entry.replace(/\s*\[.*$/, '').trim());
  }
  return [...scripts].map(([name, entry]) => ({ name, entry }));
}

function readRequirements(
  table: TomlTable,
  placeOf: (needle: string) => Place,
  problems: Problem[],
): readonly DeclaredRequirement[] {
  const project = asTable(table['project']);
  const read = (texts: readonly string[], rest: Omit<DeclaredRequirement, 'name' | 'where' | 'url'>) =>
    texts.flatMap((text): DeclaredRequirement[] => {
      const requirement = parseRequirement(text);
      if (requirement !== undefined) return [{ ...requirement, ...rest, where: placeOf(text) }];
      const fix = 'write it as PEP 508 says: name[extra] >=1.2, <2 ; python_version >= "3.11"';
      problems.push({ what: `"${text}" is no requirement`, where: placeOf(text), fix });
      return [];
    });
  const groups = readGroups(table['dependency-groups'], placeOf);
  problems.push(...groups.problems);
  return [
    ...read(asTexts(project?.['dependencies']), { need: 'production' }),
    ...read(asTexts(asTable(table['build-system'])?.['requires']), { need: 'production' }),
    ...entriesOf(project?.['optional-dependencies']).flatMap(([extra, value]) =>
      read(asTexts(value), { need: 'production', extra: normaliseName(extra) }),
    ),
    ...groups.groups.flatMap(({ name, texts }) => read(texts, { need: 'development', group: name })),
    ...read(asTexts(asTable(tool(table, 'uv'))?.['dev-dependencies']), { need: 'development', group: 'dev' }),
  ];
}

function readSources(
  value: TomlValue | undefined,
  placeOf: (needle: string) => Place,
): ReadonlyMap<string, readonly Source[]> {
  return new Map(
    entriesOf(value).map(([name, entry]) => {
      const tables = (Array.isArray(entry) ? entry : [entry]).map(asTable).filter((each) => each !== undefined);
      return [normaliseName(name), tables.map((source) => readSource(source, name, placeOf))];
    }),
  );
}

function readSource(source: TomlTable, name: string, placeOf: (needle: string) => Place): Source {
  const path = asText(source['path']);
  const [extra, group] = [asText(source['extra']), asText(source['group'])];
  return {
    origin:
      source['workspace'] === true
        ? { kind: 'workspace' }
        : path === undefined
          ? { kind: 'elsewhere' }
          : { kind: 'path', path },
    ...(extra === undefined ? {} : { extra: normaliseName(extra) }),
    ...(group === undefined ? {} : { group: normaliseName(group) }),
    where: path === undefined ? placeOf(name) : placeOf(path),
  };
}
