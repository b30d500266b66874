import { sep } from 'node:path';
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

const edgesOf = (files: Files, source?: string): string[] =>
  fixture(go, files, isGoManifest)
    .recognition.dependencies.filter((edge) => source === undefined || edge.source === source)
    .map(({ source: from, target, kind }) => `${from} ${kind === 'production' ? '->' : '~>'} ${target}`)
    .sort();

test('finds what modules require, import and replace', () => {
  expect(edgesOf(exampleFiles)).toEqual([
    'alone/a -> alone/b-old',
    'alone/service -> alone/a',
    'alone/service -> alone/b',
    'alone/service -> testdata/unused',
    'apps/api -> libs/telemetry/v2',
    'apps/api -> third_party/forked',
    'apps/worker -> libs/telemetry/v2',
    'apps/worker ~> tools/gen',
    'libs/telemetry/v2 -> libs/config',
  ]);
});

describe('the go command says the same', () => {
  let root = '';
  beforeAll(() => {
    const { 'broken/go.mod': _, ...sound } = exampleFiles;
    root = writeWorkspace(sound);
  });
  afterAll(() => {
    removeWorkspace(root);
  });

  test.each(['alone/service', 'alone/a'])(
    'for %s, which stands alone: every local module of its build list',
    async (source) => {
      const said = await runTool('go', ['list', '-m', '-json', 'all'], `${root}/${source}`, {
        GOWORK: 'off',
        GOFLAGS: '-mod=mod',
      });
      const folders = jsonValues(said)
        .map((module) => module.Replace?.Dir ?? module.Dir ?? '')
        .filter((folder) => folder.startsWith(root + sep))
        .map((folder) => folder.slice(root.length + 1))
        .filter((folder) => folder !== source);
      expect(edgesOf(exampleFiles, source)).toEqual(folders.map((folder) => `${source} -> ${folder}`).sort());
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  test.each(['apps/api', 'apps/worker', 'libs/telemetry/v2', 'libs/config', 'tools/gen'])(
    'for the member %s: every local module that a package or test of it imports',
    async (source) => {
      const format = '{{with .Module}}{{.Dir}}{{end}}';
      const said = await runTool('go', ['list', '-deps', '-test', '-f', format, './...'], `${root}/${source}`);
      const imported = said
        .split('\n')
        .filter((folder) => folder.startsWith(root + sep))
        .map((folder) => folder.slice(root.length + 1));
      const reached = reachable(source);
      expect(reached).toEqual([...new Set(imported)].sort());
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  function reachable(source: string): string[] {
    const { dependencies } = fixture(go, exampleFiles, isGoManifest).recognition;
    const reached = new Set([source]);
    for (const root of reached) {
      for (const edge of dependencies) if (edge.source === root) reached.add(edge.target);
    }
    return [...reached].sort();
  }
});

test('does not take a module of the same name for a requirement that comes from a proxy', () => {
  const files = {
    'a/go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\n',
    'b/go.mod': 'module example.com/b\n',
  };
  expect(edgesOf(files)).toEqual([]);
  expect(edgesOf({ ...files, 'go.work': 'go 1.26\nuse ./a\nuse ./b\n' })).toEqual(['a -> b']);
});

test.each([
  ['v1.0.0', 'replace example.com/b v1.0.0 => ../b', ['a -> b']],
  ['v1.0.0', 'replace example.com/b v1.1.0 => ../b', []],
  ['v1.0.0', 'replace example.com/b => example.com/fork v1.0.0', []],
  ['v1.0.0', 'replace (\nexample.com/b => ../b\nexample.com/b v1.0.0 => example.com/fork v1.0.0\n)', []],
  ['v1.0.0', 'replace (\nexample.com/b => example.com/fork v1.0.0\nexample.com/b v1.0.0 => ../b\n)', ['a -> b']],
])('requiring %s with %s', (version, replace, edges) => {
  const files = {
    'a/go.mod': `module example.com/a\nrequire example.com/b ${version}\n${replace}\n`,
    'b/go.mod': 'module example.com/b\n',
  };
  expect(edgesOf(files)).toEqual(edges);
});

test('under a go.work the replacements of every member count for all, and those of go.work before them', () => {
  const files = {
    'go.work': 'go 1.26\nuse ./a\nuse ./c\nreplace example.com/d => ./d2\n',
    'a/go.mod': 'module example.com/a\nrequire example.com/b v1.0.0\nrequire example.com/d v1.0.0\n',
    'c/go.mod': 'module example.com/c\nreplace example.com/b => ../b\nreplace example.com/d v1.0.0 => ../d1\n',
    'b/go.mod': 'module example.com/b\n',
    'd1/go.mod': 'module example.com/d\n',
    'd2/go.mod': 'module example.com/d\n',
  };
  expect(edgesOf(files)).toEqual(['a -> b', 'a -> d2']);
});

test('names the file that an edge comes from', () => {
  const { dependencies } = fixture(go, exampleFiles, isGoManifest).recognition;
  const from = (source: string, target: string): string | undefined =>
    dependencies.find((edge) => edge.source === source && edge.target === target)?.sourceFile;
  expect(from('apps/api', 'libs/telemetry/v2')).toBe('apps/api/go.mod');
  expect(from('apps/worker', 'libs/telemetry/v2')).toBe('apps/worker/main.go');
});

interface ListedModule {
  readonly Dir?: string;
  readonly Replace?: { readonly Dir?: string };
}

/** `go list -json` writes one value after the other. */
function jsonValues(text: string): readonly ListedModule[] {
  return JSON.parse(`[${text.replaceAll(/^\}\n\{$/gm, '},{')}]`) as ListedModule[];
}
