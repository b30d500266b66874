import type { Place, Problem } from '@slipway/kit';
import { asTable, asTables, asText, asTexts, entriesOf, parseToml, type TomlTable, type TomlValue } from '../toml.js';
import type { Binary } from '../toolchain.js';
import { localTarget, normaliseName, parseRequirement, type LocalTarget } from './requirement.js';

/** Something that a project needs, whichever table says so. */
export interface Need {
  readonly name: string;
  readonly kind: 'production' | 'development';
  /** Where the requirement itself names a local place. */
  readonly local?: LocalTarget;
  /** Holds in some environments only. */
  readonly isConditional: boolean;
  readonly where: Place;
}

/** `[tool.uv.sources]`: where a package comes from in place of an index. What is neither is none of ours. */
export type Source = { readonly kind: 'workspace' } | { readonly kind: 'path'; readonly path: string };

/** What a pyproject.toml says. */
export interface Pyproject {
  readonly table: TomlTable;
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  /** It describes a project, and does not just hold the settings of tools. */
  readonly isProject: boolean;
  /** Said not to be installed: `[tool.uv] package = false`. */
  readonly isVirtual: boolean;
  readonly needs: readonly Need[];
  /** By normalised name. */
  readonly sources: ReadonlyMap<string, readonly Source[]>;
  readonly workspace?: { readonly members: readonly string[]; readonly exclude: readonly string[] };
  readonly scripts: readonly Binary[];
  readonly buildRequires: readonly string[];
  readonly problems: readonly Problem[];
}

/** Extras and groups that by their name are for those who work on the project, not for those who use it. */
const DEVELOPMENT =
  /^(?:dev|develop|development|tests?|testing|docs?|documentation|lint|linting|types|typing|format|style|ci|bench|benchmarks?)$/;

/** Reads pyproject.toml, with what uv and Poetry keep in it. Never throws for bad text. */
export function parsePyproject(text: string, file: string): Pyproject {
  const parsed = parseToml(text, file);
  const table = parsed.kind === 'table' ? parsed.table : {};
  const problems: Problem[] = parsed.kind === 'broken' ? [parsed.problem] : [];
  const project = asTable(table['project']);
  const tool = asTable(table['tool']);
  const poetry = asTable(tool?.['poetry']);
  const uv = asTable(tool?.['uv']);
  const reading = { text, file, problems };

  const name = asText(project?.['name']) ?? asText(poetry?.['name']);
  if (project !== undefined && name === undefined) {
    problems.push({
      what: 'the table [project] has no name',
      where: placeOf('[project]', reading),
      fix: 'add: name = "…"',
    });
  }
  const workspace = asTable(uv?.['workspace']);
  const about = { version: about1('version'), description: about1('description') };
  function about1(key: string): string | undefined {
    return asText(project?.[key]) ?? asText(poetry?.[key]);
  }
  return {
    table,
    ...(name === undefined ? {} : { name: normaliseName(name) }),
    ...(about.version === undefined ? {} : { version: about.version }),
    ...(about.description === undefined ? {} : { description: about.description }),
    isProject: parsed.kind === 'broken' || project !== undefined || poetry !== undefined,
    isVirtual: uv?.['package'] === false,
    needs: [...standardNeeds(table, reading), ...uvNeeds(uv, reading), ...poetryNeeds(poetry, reading)],
    sources: readSources(uv),
    ...(workspace === undefined
      ? {}
      : { workspace: { members: asTexts(workspace['members']), exclude: asTexts(workspace['exclude']) } }),
    scripts: [...scriptsOf(project), ...scriptsOf(poetry)],
    buildRequires: asTexts(asTable(table['build-system'])?.['requires']),
    problems,
  };
}

interface Reading {
  readonly text: string;
  readonly file: string;
  readonly problems: Problem[];
}

/** TOML values carry no place: the first line that holds the text is near enough. */
function placeOf(needle: string, { text, file }: Reading): Place {
  const index = text.indexOf(needle);
  return index === -1 ? { file } : { file, line: text.slice(0, index).split('\n').length };
}

function standardNeeds(table: TomlTable, reading: Reading): readonly Need[] {
  const project = asTable(table['project']);
  return [
    ...needsOf(asTexts(project?.['dependencies']), 'production', reading),
    ...entriesOf(project?.['optional-dependencies']).flatMap(([extra, list]) =>
      needsOf(asTexts(list), DEVELOPMENT.test(extra) ? 'development' : 'production', reading),
    ),
    // The tables among the entries include another group, whose own entries are read anyway.
    ...entriesOf(table['dependency-groups']).flatMap(([, list]) => needsOf(asTexts(list), 'development', reading)),
  ];
}

function uvNeeds(uv: TomlTable | undefined, reading: Reading): readonly Need[] {
  return needsOf(asTexts(uv?.['dev-dependencies']), 'development', reading);
}

function needsOf(requirements: readonly string[], kind: Need['kind'], reading: Reading): readonly Need[] {
  return requirements.flatMap((text) => {
    const requirement = parseRequirement(text);
    const where = placeOf(text, reading);
    if (requirement === undefined) {
      reading.problems.push({ what: `"${text}" is no requirement`, where, fix: 'write it as: name>=1.0' });
      return [];
    }
    const local = requirement.url === undefined ? undefined : localTarget(requirement.url);
    const isConditional = requirement.marker !== undefined;
    return [{ name: requirement.name, kind, isConditional, where, ...(local === undefined ? {} : { local }) }];
  });
}

function poetryNeeds(poetry: TomlTable | undefined, reading: Reading): readonly Need[] {
  const groups = entriesOf(poetry?.['group']).flatMap(([group, content]) =>
    poetryTable(asTable(content)?.['dependencies'], group === 'main' ? 'production' : 'development', reading),
  );
  return [
    ...poetryTable(poetry?.['dependencies'], 'production', reading),
    ...poetryTable(poetry?.['dev-dependencies'], 'development', reading),
    ...groups,
  ];
}

function poetryTable(dependencies: TomlValue | undefined, kind: Need['kind'], reading: Reading): readonly Need[] {
  return entriesOf(dependencies).flatMap(([name, constraint]) => {
    if (name === 'python') return [];
    // One package can have a constraint for each environment.
    const constraints = Array.isArray(constraint) ? constraint : [constraint];
    return constraints.map((each): Need => {
      const table = asTable(each);
      const path = asText(table?.['path']);
      const isConditional = constraints.length > 1 || ['markers', 'python', 'platform', 'optional'].some((key) => table?.[key] !== undefined);
      const local: LocalTarget | undefined =
        path === undefined ? undefined : path.startsWith('/') ? { kind: 'absolute' } : { kind: 'relative', path };
      return {
        name: normaliseName(name),
        kind,
        isConditional,
        where: placeOf(name, reading),
        ...(local === undefined ? {} : { local }),
      };
    });
  });
}

function readSources(uv: TomlTable | undefined): ReadonlyMap<string, readonly Source[]> {
  return new Map(
    entriesOf(uv?.['sources']).map(([name, value]) => {
      const table = asTable(value);
      const entries = table === undefined ? asTables(value) : [table];
      return [normaliseName(name), entries.flatMap(toSource)];
    }),
  );
}

function toSource(entry: TomlTable): readonly Source[] {
  if (entry['workspace'] === true) return [{ kind: 'workspace' }];
  const path = asText(entry['path']);
  return path === undefined ? [] : [{ kind: 'path', path }];
}

/** Console scripts. Poetry can also name a file to install as it is, which is no entry point. */
function scriptsOf(table: TomlTable | undefined): readonly Binary[] {
  return entriesOf(table?.['scripts']).flatMap(([name, value]) => {
    const entry = asText(value) ?? asText(asTable(value)?.['callable']);
    return entry === undefined ? [] : [{ name, entry }];
  });
}
