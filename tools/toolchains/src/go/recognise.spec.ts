import {
  fixture,
  REAL_TOOL_TIMEOUT_MS,
  removeWorkspace,
  runTool,
  writeWorkspace,
  type Files,
} from '../testing/fixture.js';
import { exampleFiles, isGoManifest } from '../testing/go.js';
import { go } from './index.js';

const projectsOf = (files: Files) => fixture(go, files, isGoManifest).recognition.projects;

test('recognises modules, and passes over what the go command passes over', () => {
  expect(projectsOf(exampleFiles).map(({ root, name, kind }) => `${root} ${name} ${kind}`)).toEqual([
    'alone/a a library',
    'alone/b b library',
    'alone/b-old b library',
    'alone/service service application',
    'apps/api api application',
    'apps/api/cmd/plugin plugin application',
    'apps/worker worker application',
    'broken broken library',
    'libs/config config library',
    'libs/telemetry/v2 telemetry library',
    'testdata/unused unused library',
    'third_party/forked forked library',
    'tools/gen gen library',
  ]);
});

test(
  'finds the same main packages as the go command',
  async () => {
    const { 'broken/go.mod': _, ...sound } = exampleFiles;
    const root = writeWorkspace(sound);
    const format = '{{if eq .Name "main"}}{{.ImportPath}}{{end}}';
    const env = { GOOS: 'linux', CGO_ENABLED: '0' };
    const said = await runTool('go', ['list', '-e', '-find', '-f', format, '.', './cmd/...'], `${root}/apps/api`, env);
    removeWorkspace(root);

    const { binaries } = fixture(go, exampleFiles, isGoManifest).project('apps/api');
    expect(binaries).toEqual([
      { name: 'api', entry: 'cmd/api' },
      { name: 'migrate', entry: 'cmd/migrate' },
    ]);
    expect(said.split('\n')).toEqual(binaries.map(({ entry }) => `example.com/obs/apps/api/${entry}`));
  },
  REAL_TOOL_TIMEOUT_MS,
);

test.each([
  [{ 'main.go': 'package main' }, ['service .']],
  [{ 'zz.go': 'package main', 'doc.go': '//go:build ignore\npackage doc' }, ['service .']],
  [{ 'main_test.go': 'package main', 'lib.go': 'package lib' }, []],
  [{ 'cmd/a/main.go': 'package main', 'cmd/b/b.go': 'package b', 'cmd/c/x/main.go': 'package main' }, ['a cmd/a']],
  [{ 'main.go': 'package main', 'cmd/service/main.go': 'package main' }, ['service .', 'service cmd/service']],
  [{ 'cmd/main.go': 'package main' }, []],
])('programs of %j', (sources, expected) => {
  const files = { 'm/go.mod': 'module example.com/service\n', ...inFolder('m', sources) };
  const [project] = projectsOf(files);
  expect(project?.binaries.map(({ name, entry }) => `${name} ${entry}`)).toEqual(expected);
});

test('every go.mod and go.sum of the workspace applies to a member, only its own and the replaced ones to a module that stands alone', () => {
  const { project } = fixture(go, { ...exampleFiles, 'apps/api/go.sum': '' }, isGoManifest);
  expect(project('libs/config').applicable).toEqual([
    'apps/api/go.mod',
    'apps/api/go.sum',
    'apps/worker/go.mod',
    'go.work',
    'go.work.sum',
    'libs/config/go.mod',
    'libs/telemetry/v2/go.mod',
    'third_party/forked/go.mod',
    'tools/gen/go.mod',
  ]);
  expect(project('alone/service').applicable).toEqual([
    'alone/a/go.mod',
    'alone/b-old/go.mod',
    'alone/b/go.mod',
    'alone/service/go.mod',
    'testdata/unused/go.mod',
  ]);
});

test('a vendor folder beside go.work applies to every member', () => {
  const files = {
    'go.work': 'go 1.26\nuse ./a\n',
    'a/go.mod': 'module example.com/a\n',
    'vendor/modules.txt': '## workspace\n',
    'vendor/example.com/x/x.go': 'package x',
  };
  expect(projectsOf(files)[0]?.applicable).toEqual([
    'a/go.mod',
    'go.work',
    'vendor/example.com/x/x.go',
    'vendor/modules.txt',
  ]);
});

test.each([
  [
    'a member that is missing',
    { 'go.work': 'go 1.26\nuse (\n\t./a\n\t./b\n)\n' },
    { what: 'there is no b/go.mod', where: { file: 'go.work', line: 4, column: 2 }, fix: 'go work edit -dropuse=./b' },
  ],
  [
    'a member outside of the workspace',
    { 'go.work': 'go 1.26\nuse ./a\nuse ../b\n' },
    {
      what: 'the module in ../b is outside of the workspace',
      where: { file: 'go.work', line: 3, column: 1 },
      fix: 'go work edit -dropuse=../b',
    },
  ],
  [
    'two members of one name',
    { 'go.work': 'go 1.26\nuse ./a\nuse ./c\n', 'c/go.mod': 'module example.com/a\n' },
    {
      what: 'c/go.mod and a/go.mod both name the module example.com/a',
      where: { file: 'go.work', line: 3, column: 1 },
      fix: 'rename one of them',
    },
  ],
  [
    'a replacement that leads nowhere',
    { 'a/go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\nreplace example.com/b => ../b\n' },
    {
      what: 'the module example.com/b is replaced by b, where there is no go.mod',
      where: { file: 'a/go.mod', line: 3, column: 1 },
      fix: 'write b/go.mod, or remove this replacement',
    },
  ],
  [
    'a replacement outside of the workspace',
    { 'a/go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\nreplace example.com/b => ../../b\n' },
    {
      what: 'the module example.com/b is replaced by a folder outside of the workspace: ../b',
      where: { file: 'a/go.mod', line: 3, column: 1 },
      fix: 'move that module into the workspace, or require a published version of it',
    },
  ],
  [
    'a go.work that can not be read, to a module that it may use',
    { 'go.work': 'go 1.26\nuse (\n\t./a\n' },
    {
      what: 'the block "use (" has no closing parenthesis',
      where: { file: 'go.work', line: 2, column: 1 },
    },
  ],
])('tells of %s', (_, files, problem) => {
  const [project] = projectsOf({ 'a/go.mod': 'module example.com/a\n', ...(files as Files) });
  expect(project?.problems).toEqual([problem]);
});

test('a broken manifest costs only its own project', () => {
  const { project, recognition } = fixture(go, exampleFiles, isGoManifest);
  expect(project('broken').problems.map(({ where }) => where)).toEqual([{ file: 'broken/go.mod', line: 3, column: 1 }]);
  expect(recognition.projects.filter(({ problems }) => problems.length > 0).map(({ root }) => root)).toEqual([
    'broken',
  ]);
});

function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
