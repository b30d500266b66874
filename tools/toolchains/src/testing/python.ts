import type { Files } from './fixture.js';

const build = '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n';
const project = (name: string, rest = ''): string =>
  `[project]\nname = "${name}"\nversion = "1.0.0"\nrequires-python = ">=3.11"\n${rest}`;

/** The files by which Python projects are recognised. */
export const isPythonManifest = (path: string): boolean => /(?:^|\/)(?:pyproject\.toml|requirements\.txt)$/.test(path);

/** A uv workspace that is awkward in every way that uv allows; all of it can be locked without the network. */
export const uvFiles: Files = {
  'pyproject.toml': [
    '[tool.uv.workspace]',
    'members = ["apps/*", "./libs/*/", "more/*/de[a-e]p"]',
    'exclude = ["libs/old", "./more/attic/*"]',
    '[tool.uv.sources]',
    'Shared_Config = { workspace = true }',
    '[dependency-groups]',
    'dev = []',
    '[tool.ruff]',
    'line-length = 100',
  ].join('\n'),
  'apps/api/pyproject.toml': [
    project(
      'Api',
      'dependencies = [\n  "shared.config [extra1] ; python_version >= \'3.8\'", # named otherwise\n  "telemetry",\n]\n',
    ),
    '[project.optional-dependencies]\nfast = ["speed"]',
    '[project.scripts]\napi = "api.cli:main"\nmigrate = "api.db:migrate [fast]"',
    '[dependency-groups]\ntest = ["testkit", {include-group = "lint"}]\nlint = ["telemetry"]',
    '[tool.uv.sources]',
    'testkit = { workspace = true }',
    'Telemetry = [{ workspace = true, marker = "sys_platform == \'linux\'" }, { workspace = true, marker = "sys_platform != \'linux\'" }]',
    'speed = [{ path = "../../standalone/speed", editable = true, extra = "fast" }]',
    build,
  ].join('\n'),
  'apps/api/src/api/__init__.py': '',
  'apps/api/src/api/__main__.py': '',
  'apps/worker/pyproject.toml': project(
    'worker',
    'dependencies = ["deep"]\n[tool.uv.sources]\ndeep = { workspace = true }\n',
  ),
  'libs/config/pyproject.toml': `${project('shared-config', '[project.optional-dependencies]\nextra1 = []\n')}${build}`,
  'libs/telemetry/pyproject.toml': `${project('telemetry', 'dependencies = ["SHARED-CONFIG>=1,<2"]\n')}${build}`,
  'libs/testkit/pyproject.toml': `${project('testkit')}[tool.uv]\ndev-dependencies = ["shared-config"]\n`,
  'more/nested/deep/pyproject.toml': `${project('deep')}${build}`,
  'libs/old/pyproject.toml': project('old'),
  'more/attic/deep/pyproject.toml': project('deep'),
  'standalone/speed/pyproject.toml': `${project('speed')}${build}`,
};
