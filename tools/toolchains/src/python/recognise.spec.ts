import { fixture, type Files } from '../testing/fixture.js';
import { isPythonManifest, uvFiles } from '../testing/python.js';
import { python } from './index.js';

const read = (files: Files) => fixture(python, files, isPythonManifest);
const projectsOf = (files: Files) => read(files).recognition.projects;
const named = (name: string, rest = ''): string => `[project]\nname = "${name}"\nversion = "1"\n${rest}`;

test('a workspace root without a project is none, nor is one that is said to be no package', () => {
  expect(projectsOf(uvFiles).map(({ root }) => root)).not.toContain('.');
  const virtual = `${named('root')}[tool.uv]\npackage = false\n[tool.uv.workspace]\nmembers = ["a"]\n`;
  expect(projectsOf({ 'pyproject.toml': virtual, 'a/pyproject.toml': named('a') }).map(({ root }) => root)).toEqual([
    'a',
  ]);
  expect(projectsOf({ 'pyproject.toml': '[tool.ruff]\n' })).toEqual([]);
});

test('name, version, description and console scripts are those of the manifest', () => {
  const workspace = read({
    ...uvFiles,
    'p/pyproject.toml':
      '[tool.poetry]\nname = "Po.Et"\nversion = "2"\ndescription = "Verse."\n[tool.poetry.scripts]\nverse = {reference = "po.et:main", type = "console"}\n',
  });
  expect(workspace.project('apps/api')).toMatchObject({
    name: 'Api',
    version: '1.0.0',
    kind: 'application',
    binaries: [
      { name: 'api', entry: 'api.cli:main' },
      { name: 'migrate', entry: 'api.db:migrate' },
    ],
  });
  expect(workspace.project('p')).toMatchObject({
    name: 'Po.Et',
    version: '2',
    description: 'Verse.',
    binaries: [{ name: 'verse', entry: 'po.et:main' }],
  });
  expect(workspace.project('libs/config').kind).toBe('library');
});

test.each<[string, Files, string[]]>([
  [
    'a package that can be run',
    { 'p/pyproject.toml': named('p'), 'p/src/p/__main__.py': '' },
    ['p application p.__main__'],
  ],
  [
    'the same without src',
    { 'p/pyproject.toml': named('p'), 'p/pkg/__main__.py': '', 'p/tests/__main__.py': '' },
    ['p application pkg.__main__'],
  ],
  ['requirements and a program', { 'p/requirements.txt': 'a==1', 'p/main.py': '' }, ['p application main.py']],
  ['requirements and modules', { 'p/requirements.txt': 'a==1', 'p/lib.py': '' }, ['p library ']],
  [
    'requirements beside settings',
    { 'p/pyproject.toml': '[tool.ruff]', 'p/requirements.txt': '', 'p/app.py': '' },
    ['p application app.py'],
  ],
  ['requirements alone', { 'p/requirements.txt': 'a==1', 'p/README.md': '' }, []],
  [
    'requirements of documents in a project',
    { 'p/pyproject.toml': named('p'), 'p/docs/requirements.txt': '', 'p/docs/conf.py': '' },
    ['p library '],
  ],
  ['a setup.cfg project', { 'p/pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n' }, ['p library ']],
])('%s', (_, files, expected) => {
  expect(
    projectsOf(files).map(({ root, kind, binaries }) => `${root} ${kind} ${binaries.map(({ entry }) => entry).join()}`),
  ).toEqual(expected);
});

test.each<[string, Files, string, [number | undefined, number | undefined]]>([
  ['broken TOML', { 'a/pyproject.toml': '[project]\nname = "a\n' }, 'not valid TOML', [2, 10]],
  [
    'a bad requirement',
    { 'a/pyproject.toml': named('a', 'dependencies = [\n  "ok",\n  "not ok",\n]') },
    '"not ok" is no requirement',
    [6, 4],
  ],
  [
    'a source outside',
    { 'a/pyproject.toml': named('a', 'dependencies = ["b"]\n[tool.uv.sources]\nb = { path = "../../b" }') },
    '"../../b" is outside of the workspace',
    [6, 15],
  ],
  [
    'a source that leads nowhere',
    { 'a/pyproject.toml': named('a', 'dependencies = ["b"]\n[tool.uv.sources]\nb = { path = "../b" }') },
    'there is no b/pyproject.toml',
    [6, 15],
  ],
  [
    'no such member',
    { 'a/pyproject.toml': named('a', 'dependencies = ["zz"]\n[tool.uv.sources]\nzz = { workspace = true }') },
    '"zz" is to come from the uv workspace',
    [4, 18],
  ],
  [
    'an absolute address',
    { 'a/pyproject.toml': named('a', 'dependencies = ["b @ file:///opt/b"]') },
    '"/opt/b" is outside of the workspace',
    [4, 18],
  ],
  [
    'poetry leading nowhere',
    {
      'a/pyproject.toml':
        '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\nb = {path = "../b", develop = true}\n',
    },
    'there is no b/pyproject.toml',
    [4, 14],
  ],
  [
    'a group that there is not',
    { 'a/pyproject.toml': named('a', '[dependency-groups]\nx = [{include-group = "y"}]') },
    'the group "x" includes "y"',
    [5, 23],
  ],
  [
    'a group within itself',
    { 'a/pyproject.toml': named('a', '[dependency-groups]\nx = [{include-group = "X"}]') },
    'the group "x" includes itself',
    [4, 1],
  ],
  [
    'a missing include',
    { 'a/pyproject.toml': named('a'), 'a/requirements.txt': '# x\n-r more.txt\n' },
    'there is no a/more.txt',
    [2, undefined],
  ],
  [
    'a bad line',
    { 'a/pyproject.toml': named('a'), 'a/requirements-dev.txt': 'ok\n== 2\n' },
    '"== 2" is no requirement',
    [2, 1],
  ],
])('tells of %s', (_, files, what, [line, column]) => {
  const [project] = projectsOf(files);
  expect(project?.root).toBe('a');
  expect(project?.problems).toHaveLength(1);
  expect(project?.problems[0]?.what).toContain(what);
  expect([project?.problems[0]?.where?.line, project?.problems[0]?.where?.column]).toEqual([line, column]);
});

test('what was installed is no project', () => {
  const installed = ['.venv/lib/x', 'a/node_modules/gyp', 'venv/lib/site-packages/y'];
  expect(projectsOf(Object.fromEntries(installed.map((root) => [`${root}/pyproject.toml`, named('x')])))).toEqual([]);
});

test('a broken member does not make its dependents look broken', () => {
  const { [`libs/config/pyproject.toml`]: _, ...rest } = uvFiles;
  const files = { ...rest, 'libs/shared-config/pyproject.toml': '[project' };
  const broken = projectsOf(files).filter(({ problems }) => problems.length > 0);
  expect(broken.map(({ root }) => root)).toEqual(['libs/shared-config']);
});

test('a byte order mark and Windows line endings are no problem', () => {
  const [project] = projectsOf({ 'a/pyproject.toml': `\uFEFF${named('a').replaceAll('\n', '\r\n')}` });
  expect(project).toMatchObject({ name: 'a', problems: [] });
});

test('edges of poetry, of addresses and of requirements files; one by name alone is none', () => {
  const workspace = read({
    'a/pyproject.toml':
      '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\npython = "^3.11"\nb = [{path = "../b", python = "<3.12"}, "^1"]\n[tool.poetry.group.test.dependencies]\nc = {path = "../c"}\n',
    'b/pyproject.toml': named('b', 'dependencies = ["c", "d @ {root:uri}/../d"]'),
    'c/pyproject.toml': named('c'),
    'c/requirements.txt': '-r ../common/base.txt\n-c ../common/pins.txt\n',
    'c/requirements-dev.txt': '-e ./b\n',
    'common/base.txt': '-e ../d\n',
    'common/pins.txt': '',
    'd/pyproject.toml': named('d'),
  });
  expect(
    workspace.recognition.dependencies.map(
      ({ source, target, kind, sourceFile }) => `${source} ${target} ${kind} ${sourceFile}`,
    ),
  ).toEqual([
    'a b production a/pyproject.toml',
    'a c development a/pyproject.toml',
    'b d production b/pyproject.toml',
    'c b development c/requirements-dev.txt',
    'c d production common/base.txt',
  ]);
  expect(workspace.project('c').applicable).toEqual(['common/base.txt', 'common/pins.txt']);
  expect(workspace.recognition.projects.flatMap(({ problems }) => problems)).toEqual([]);
});
