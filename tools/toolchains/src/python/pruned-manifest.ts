import { asTable, asText, asTexts, formatToml, type TomlTable } from '../toml.js';
import type { Manifest } from './manifest.js';
import { normaliseName, parseRequirement } from './requirement.js';

/** The `[tool]` tables of build backends, by the first part of the backend's module. */
const backendTables: Readonly<Record<string, readonly string[]>> = {
  flit_core: ['flit'],
  hatchling: ['hatch'],
  maturin: ['maturin'],
  mesonpy: ['meson-python'],
  pdm: ['pdm'],
  poetry: ['poetry'],
  scikit_build_core: ['scikit-build'],
  setuptools: ['setuptools', 'setuptools_scm', 'distutils'],
  uv_build: ['uv'],
};

/** What these tables hold for the developer alone, or makes the backend demand a document. */
const notForBuilding: Readonly<Record<string, readonly string[]>> = {
  flit: ['sdist'],
  hatch: ['envs', 'publish'],
  pdm: ['dev-dependencies', 'scripts', 'source', 'resolution', 'options', 'publish'],
  poetry: ['dev-dependencies', 'group', 'readme', 'requires-plugins', 'source'],
  setuptools: ['license-files'],
};

/** A table within these that names a document, and the key that does. */
const innerDocuments: Readonly<Record<string, readonly [string, string]>> = {
  flit: ['metadata', 'description-file'],
  setuptools: ['dynamic', 'readme'],
};

/** Settings of tools that look at sources or run tests. An unknown backend gets all other tables. */
const developerTools = new Set(
  (
    'autoflake bandit basedpyright bdist_wheel black bumpversion check-manifest cibuildwheel codespell commitizen coverage ' +
    'docformatter flake8 interrogate isort mypy nox pydantic-mypy pydocstyle pyink pylint pyrefly pyright pytest ruff ' +
    'semantic_release slipway taskipy tox towncrier ty uv vulture yapf'
  ).split(' '),
);

/**
 * A pyproject.toml with what a build backend needs to make a wheel. The documents that it names are left out, since a context holds none
 * and a backend would fail for want of them.
 */
export function prunedManifest({ table }: Manifest): string {
  const project = asTable(table['project']);
  const tools = prunedTools(table);
  return formatToml({
    ...(project === undefined ? {} : { project: prunedProject(project) }),
    ...(table['build-system'] === undefined ? {} : { 'build-system': table['build-system'] }),
    ...(Object.keys(tools).length === 0 ? {} : { tool: tools }),
  });
}

function prunedProject(project: TomlTable): TomlTable {
  const { readme: _readme, 'license-files': _files, license, dynamic, ...rest } = project;
  const names = asTexts(dynamic).filter((name) => name !== 'readme' && name !== 'license-files');
  return {
    ...rest,
    // A table names a file with the license, or holds its text; neither is needed to run the program.
    ...(asText(license) === undefined ? {} : { license: asText(license) ?? '' }),
    ...(names.length === 0 ? {} : { dynamic: names }),
  };
}

function prunedTools(table: TomlTable): TomlTable {
  const system = asTable(table['build-system']);
  const backend = asText(system?.['build-backend']) ?? 'setuptools.build_meta';
  const own = system?.['backend-path'] === undefined ? backendTables[/^\w+/.exec(backend)?.[0] ?? ''] : undefined;
  // Plugins of a backend are named like the package that they come in.
  const required = new Set(asTexts(system?.['requires']).map((text) => parseRequirement(text)?.name));
  const isKept = (name: string): boolean =>
    own === undefined ? !developerTools.has(name) : own.includes(name) || required.has(normaliseName(name));
  const kept = Object.entries(asTable(table['tool']) ?? {}).filter(([name]) => isKept(name));
  return Object.fromEntries(
    kept.flatMap(([name, value]) => {
      const inner = asTable(value);
      if (inner === undefined) return [[name, value]];
      const pruned = prunedTool(name, inner);
      return Object.keys(pruned).length === 0 ? [] : [[name, pruned]];
    }),
  );
}

function prunedTool(name: string, table: TomlTable): TomlTable {
  if (name === 'uv') return pick(table, (key) => key === 'build-backend');
  const dropped = notForBuilding[name] ?? [];
  const kept = pick(table, (key) => !dropped.includes(key));
  const [inner, document] = innerDocuments[name] ?? [];
  const found = inner === undefined ? undefined : asTable(kept[inner]);
  return inner === undefined || found === undefined
    ? kept
    : { ...kept, [inner]: pick(found, (key) => key !== document) };
}

function pick(table: TomlTable, isKept: (key: string) => boolean): TomlTable {
  return Object.fromEntries(Object.entries(table).filter(([key]) => isKept(key)));
}
