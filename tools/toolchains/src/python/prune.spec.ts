import { UserError } from '@slipway/kit';
import { fixture, type Files } from '../testing/fixture.js';
import type { ContextFile, PrunePlan } from '../toolchain.js';
import { isPythonManifest } from '../testing/python.js';
import { python } from './index.js';
import { buildRequirements, imageFiles, requirements } from '../testing/python-images.js';

const read = (files: Files) => fixture(python, files, isPythonManifest);
const paths = (files: readonly ContextFile[]): readonly string[] => files.map(({ path }) => path);
const textOf = (plan: PrunePlan, path: string): string => {
  const file = plan.manifests.find((each) => each.path === path);
  return file?.kind === 'write' ? file.text : '';
};

/** All that a context holds, as text: what makes up its layers. */
function contentsOf(files: Files): string {
  const workspace = read(files);
  const { manifests, libraries, application } = workspace.prune('apps/api');
  const texts = [...manifests, ...libraries, ...application].map((file) => [
    file.path,
    file.kind === 'write' ? file.text : workspace.tree.read(file.path),
  ]);
  return JSON.stringify(texts);
}

test('three tiers: what pip needs to know, the libraries, the project; no tests, documents or leavings', () => {
  const plan = read(imageFiles).prune('apps/api');
  expect(paths(plan.manifests)).toEqual([
    'apps/api/pyproject.toml',
    'apps/api/requirements-build.txt',
    'apps/api/requirements.txt',
    'libs/config/pyproject.toml',
    'libs/telemetry/pyproject.toml',
  ]);
  expect(paths(plan.libraries)).toEqual([
    'libs/config/config/__init__.py',
    'libs/config/config/py.typed',
    'libs/telemetry/VERSION',
    'libs/telemetry/src/telemetry/__init__.py',
    'libs/telemetry/src/telemetry/data/levels.json',
  ]);
  expect(paths(plan.application)).toEqual(['apps/api/src/api/__init__.py', 'apps/api/src/api/cli.py']);
  expect(plan.buildArguments).toEqual({ PROJECT: 'apps/api', LIBRARIES: 'libs/config libs/telemetry' });
});

test('requirements are written with their hashes, what they include, and nothing of the repository', () => {
  const plan = read({
    ...imageFiles,
    'apps/api/requirements.txt':
      '# by hand\n--only-binary :all:\n-r ../../common.txt\n-c pins.txt\n-e ../../libs/config\n',
    'apps/api/pins.txt': '',
    'common.txt': requirements,
  }).prune('apps/api');
  expect(textOf(plan, 'apps/api/requirements.txt')).toBe(
    `--only-binary :all:\n${requirements.replaceAll(/ \\\n\s+/g, ' ').trim()}\n`,
  );
});

test('for tests it keeps them, what they need, and the settings of the workspace', () => {
  const plan = read(imageFiles).prune('apps/api', 'test');
  expect(paths(plan.manifests)).toContain('apps/api/requirements-dev.txt');
  expect(paths(plan.application)).toEqual(
    expect.arrayContaining([
      'apps/api/tests/test_api.py',
      'apps/api/README.rst',
      'apps/api/pyproject.toml',
      'pyproject.toml',
    ]),
  );
  expect(paths(plan.libraries)).toContain('libs/testkit/testkit.py');
  expect(paths(plan.libraries)).not.toContain('libs/config/tests/test_config.py');
});

const includingFiles: Files = {
  ...imageFiles,
  'apps/api/requirements.txt': '-r docs-requirements.txt\n-r ../../common.txt\n-r ../../libs/config/requirements.txt\n',
  'apps/api/docs-requirements.txt': '',
  'apps/api/requirements-dev.txt': '-r tests/more.txt\n-c ../../pins.txt\n',
  'apps/api/tests/more.txt': 'pytest\n',
  'common.txt': requirements,
  'pins.txt': '',
  'libs/config/requirements.txt': '',
};

test.each(['production', 'test'] as const)('everything in the context is hashed, for %s', (purpose) => {
  expect(read(imageFiles).unhashed('apps/api', purpose)).toEqual([]);
  expect(read(includingFiles).unhashed('apps/api', purpose)).toEqual([]);
  expect(read(includingFiles).project('apps/api').applicable).not.toContain('apps/api/tests/more.txt');
});

test.each(['production', 'test'] as const)(
  'a file is in one tier, but for manifests that tests replace, for %s',
  (purpose) => {
    const { manifests, libraries, application } = read(imageFiles).prune('apps/api', purpose);
    const later = paths([...libraries, ...application]);
    expect(new Set(later).size).toBe(later.length);
    expect(paths(manifests).filter((path) => later.includes(path))).toEqual(
      purpose === 'test' ? ['apps/api/pyproject.toml'] : [],
    );
  },
);

test.each<[string, string, (text: string) => string]>([
  ['a readme', 'apps/api/README.rst', (text) => `${text}more`],
  ['a license', 'libs/config/LICENSE', (text) => `${text}more`],
  ['a test', 'libs/config/tests/test_config.py', (text) => `${text}more`],
  ['requirements for tests', 'apps/api/requirements-dev.txt', () => 'pytest==8.0\n'],
  ['a comment on a requirement', 'apps/api/requirements.txt', (text) => `# new\n${text}`],
  ['settings of a linter', 'apps/api/pyproject.toml', (text) => `${text}[tool.ruff]\nline-length = 9\n`],
  ['a group', 'libs/telemetry/pyproject.toml', (text) => `${text}[dependency-groups]\nlint = ["ruff"]\n`],
  ['settings of the workspace', 'pyproject.toml', (text) => `${text}[tool.mypy]\nstrict = true\n`],
])('editing %s changes nothing', (_, path, edit) => {
  expect(contentsOf({ ...imageFiles, [path]: edit(imageFiles[path] ?? '') })).toBe(contentsOf(imageFiles));
});

test('editing data of a library changes it', () => {
  const edited = { ...imageFiles, 'libs/telemetry/src/telemetry/data/levels.json': '{}' };
  expect(contentsOf(edited)).not.toBe(contentsOf(imageFiles));
});

test.each([
  ['hatchling.build', 'hatch', 'version = 1\n[tool.hatch.envs.x]\na = 1', '[tool.hatch]\nversion = 1\n'],
  [
    'poetry.core.masonry.api',
    'poetry',
    'name = "a"\nreadme = "R.md"\n[tool.poetry.group.dev.dependencies]\nx = "1"',
    '[tool.poetry]\nname = "a"\n',
  ],
  [
    'uv_build',
    'uv',
    'package = true\n[tool.uv.build-backend]\nmodule-root = "lib"',
    '[tool.uv.build-backend]\nmodule-root = "lib"\n',
  ],
  ['pdm.backend', 'pdm', 'version = 1\n[tool.pdm.scripts]\na = "b"', '[tool.pdm]\nversion = 1\n'],
  ['unheard.of', 'unheard', 'a = 1\n[tool.ruff]\nb = 1', '[tool.unheard]\na = 1\n'],
])('of the settings for %s it keeps what building needs', (backend, name, body, expected) => {
  const manifest = `[project]\nname = "api"\nversion = "1"\n[build-system]\nrequires = []\nbuild-backend = "${backend}"\n[tool.mypy]\nx = 1\n[tool.${name}]\n${body}\n`;
  const plan = read({ 'a/pyproject.toml': manifest, 'a/requirements.txt': '' }).prune('a');
  const text = textOf(plan, 'a/pyproject.toml');
  expect(text.slice(text.indexOf('[tool.')).replace(/(\d)\.0/g, '$1')).toBe(expected);
});

test.each<[string, Files, RegExp]>([
  [
    'requirements that are missing',
    without(imageFiles, 'apps/api/requirements.txt'),
    /there is no apps\/api\/requirements\.txt.*uv pip compile --universal --generate-hashes apps\/api\/pyproject\.toml --no-emit-package config --no-emit-package telemetry -o apps\/api\/requirements\.txt/s,
  ],
  [
    'requirements without hashes',
    { ...imageFiles, 'apps/api/requirements.txt': 'a==1\n' },
    /apps\/api\/requirements\.txt:1.*has no hashes.*uv pip compile/s,
  ],
  [
    'an address without a hash',
    { ...imageFiles, 'apps/api/requirements-build.txt': `${buildRequirements}git+https://example.org/x\n` },
    /requirements-build\.txt.*has no hashes/s,
  ],
  [
    'a broken library',
    { ...imageFiles, 'libs/config/pyproject.toml': '[project' },
    /apps\/api\/pyproject\.toml|libs\/config\/pyproject\.toml:1/,
  ],
])('refuses %s', (_, files, expected) => {
  expect(() => read(files).prune('apps/api')).toThrow(UserError);
  expect(() => read(files).prune('apps/api')).toThrow(expected);
});

test('refuses a program that is no package', () => {
  const workspace = read({ 'p/requirements.txt': '', 'p/main.py': '' });
  expect(() => workspace.prune('p')).toThrow(/p\/requirements\.txt.*no pyproject\.toml.*write p\/pyproject\.toml/s);
});

function without(files: Files, path: string): Files {
  return Object.fromEntries(Object.entries(files).filter(([each]) => each !== path));
}
