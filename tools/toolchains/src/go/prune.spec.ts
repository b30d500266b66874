import { readFileSync } from 'node:fs';
import { UserError } from '@slipway/kit';
import {
  fixture,
  REAL_TOOL_TIMEOUT_MS,
  removeWorkspace,
  runTool,
  writePlan,
  writeWorkspace,
  type Files,
} from '../testing/fixture.js';
import type { ContextFile } from '../toolchain.js';
import { exampleFiles, isGoManifest } from '../testing/go.js';
import { go } from './index.js';

const paths = (files: readonly ContextFile[]): readonly string[] => files.map(({ path }) => path);
const example = fixture(go, exampleFiles, isGoManifest);
const memberManifests = [
  'apps/api/go.mod',
  'apps/worker/go.mod',
  'go.work',
  'go.work.sum',
  'libs/config/go.mod',
  'libs/telemetry/v2/go.mod',
  'third_party/forked/go.mod',
  'tools/gen/go.mod',
];

test('keeps all manifests, and the sources of what the project needs', () => {
  const plan = example.prune('apps/api');
  expect(paths(plan.manifests)).toEqual(memberManifests);
  expect(paths(plan.libraries)).toEqual([
    'libs/config/config.go',
    'libs/telemetry/v2/telemetry.go',
    'libs/telemetry/v2/trace/trace.go',
    'third_party/forked/forked.go',
  ]);
  expect(paths(plan.application)).toEqual([
    'apps/api/api.go',
    'apps/api/cmd/api/main.go',
    'apps/api/cmd/internal/flags.go',
    'apps/api/cmd/migrate/main.go',
    'apps/api/cmd/winsvc/main_windows.go',
    'apps/api/gen.go',
    'apps/api/templates/hello.txt',
  ]);
  expect(plan.buildArguments).toEqual({
    PROJECT: 'apps/api',
    LIBRARIES: 'libs/config libs/telemetry/v2 third_party/forked',
  });
});

test('for tests it keeps them, their data, and what they import', () => {
  const api = paths(example.prune('apps/api', 'test').application);
  expect(api).toEqual(
    expect.arrayContaining(['apps/api/api_test.go', 'apps/api/testdata/golden.json', 'apps/api/README.md']),
  );
  expect(paths(example.prune('apps/worker', 'test').libraries)).toContain('tools/gen/fake/fake.go');
  expect(paths(example.prune('apps/worker').libraries)).not.toContain('tools/gen/fake/fake.go');
});

test('a replacement by a dependency does not count for a module that stands alone', () => {
  const plan = example.prune('alone/service');
  expect(paths(plan.libraries)).toEqual(['alone/a/a.go', 'alone/b/b.go', 'testdata/unused/unused.go']);
  expect(paths(plan.manifests)).not.toContain('go.work');
});

test.each(example.recognition.projects.filter(({ problems }) => problems.length === 0).map(({ root }) => root))(
  'everything in the context of %s is hashed, and in one tier only',
  (root) => {
    for (const purpose of ['production', 'test'] as const) {
      expect(example.unhashed(root, purpose)).toEqual([]);
      const { manifests, libraries, application } = example.prune(root, purpose);
      const all = [...paths(manifests), ...paths(libraries), ...paths(application)];
      expect([...new Set(all)]).toEqual(all);
    }
  },
);

describe('the go command builds the pruned workspace', () => {
  const env = { GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };

  test.each([
    ['apps/api', './cmd/api'],
    ['apps/worker', '.'],
    ['alone/service', '.'],
  ])(
    '%s',
    async (root, entry) => {
      const folder = writePlan(example.prune(root), example.tree);
      const program = `${folder}/program`;
      await runTool('go', ['build', '-buildvcs=false', '-o', program, entry], `${folder}/${root}`, env);
      await expect(runTool(program, [], folder)).resolves.toBe('');
      removeWorkspace(folder);
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  test(
    'with the version that a module which is not built asks for',
    async () => {
      const whole = writeWorkspace(
        Object.fromEntries(Object.entries(exampleFiles).filter(([path]) => path !== 'broken/go.mod')),
      );
      const pruned = writePlan(example.prune('apps/api'), example.tree);
      const args = ['list', '-m', 'github.com/google/uuid'];
      const inWhole = await runTool('go', args, `${whole}/apps/api`, env);
      await expect(runTool('go', args, `${pruned}/apps/api`, env)).resolves.toBe(inWhole);
      expect(inWhole).toBe('github.com/google/uuid v1.6.0');
      removeWorkspace(whole);
      removeWorkspace(pruned);
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  test(
    'and runs its tests',
    async () => {
      const folder = writePlan(example.prune('apps/worker', 'test'), example.tree);
      await runTool('go', ['test', './...'], `${folder}/apps/worker`, env);
      removeWorkspace(folder);
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  test(
    'from its vendor folder, without a proxy',
    async () => {
      const whole = writeWorkspace(vendored);
      await runTool('go', ['mod', 'vendor'], `${whole}/app`, env);
      expect(readFileSync(`${whole}/app/vendor/modules.txt`, 'utf8')).toBe(vendorFolder['app/vendor/modules.txt']);
      removeWorkspace(whole);
      const files = fixture(go, { ...vendored, ...vendorFolder }, isGoManifest);
      const plan = files.prune('app');
      expect(paths(plan.manifests)).toEqual(['app/go.mod', ...Object.keys(vendorFolder), 'lib/go.mod']);
      expect(paths(plan.application)).toEqual(['app/main.go']);
      const folder = writePlan(plan, files.tree);
      await runTool('go', ['build', '-buildvcs=false', './...'], `${folder}/app`, { GOPROXY: 'off', GOFLAGS: '' });
      removeWorkspace(folder);
    },
    REAL_TOOL_TIMEOUT_MS,
  );
});

const vendored: Files = {
  'app/go.mod':
    'module example.com/app\n\ngo 1.26\n\nrequire example.com/lib v0.0.0\n\nreplace example.com/lib => ../lib\n',
  'app/main.go': 'package main\n\nimport _ "example.com/lib"\n\nfunc main() {}\n',
  'lib/go.mod': 'module example.com/lib\n\ngo 1.26\n',
  'lib/lib.go': 'package lib\n',
};

const vendorFolder: Files = {
  'app/vendor/example.com/lib/lib.go': 'package lib\n',
  'app/vendor/modules.txt':
    '# example.com/lib v0.0.0 => ../lib\n## explicit; go 1.26\nexample.com/lib\n# example.com/lib => ../lib\n',
};

test.each([
  ['testdata/golden.json', 'testdata/golden.json'],
  ['a folder', 'testdata'],
  ['a glob', 'test*'],
  ['several, quoted', '*.txt "testdata/golden.json"'],
  ['hidden files', 'all:testdata'],
])('refuses to leave out what is embedded: %s', (_, pattern) => {
  const files = {
    'a/go.mod': 'module example.com/a\n',
    'a/a.go': `package a\n\nimport _ "embed"\n\n//go:embed ${pattern}\nvar x string\n`,
    'a/testdata/golden.json': '{}',
  };
  const attempt = (): unknown => fixture(go, files, isGoManifest).prune('a');
  expect(attempt).toThrow(UserError);
  expect(attempt).toThrow('a/a.go:5: it embeds a/testdata/golden.json');
});

test('does not mistake for an embed what only looks like it', () => {
  const files = {
    'a/go.mod': 'module example.com/a\n',
    'a/a.go': 'package a\n\n//go:embed testdata/.hidden *.json testdata/*/x\nvar x string\n',
    'a/testdata/golden.json': '{}',
  };
  expect(() => fixture(go, files, isGoManifest).prune('a')).not.toThrow();
});

test('refuses to leave out a package that is imported', () => {
  const files = {
    'a/go.mod': 'module example.com/a\n',
    'a/main.go': 'package main\n\nimport _ "example.com/a/testdata/x"\n',
    'a/testdata/x/x.go': 'package x\n',
  };
  expect(() => fixture(go, files, isGoManifest).prune('a')).toThrow('a/main.go:3: it imports a/testdata/x');
});

test('keeps a package that lies among the documents, as generators of API descriptions put it there', () => {
  const files = {
    'a/go.mod': 'module example.com/a\n',
    'a/main.go': 'package main\n\nimport _ "example.com/a/docs"\n',
    'a/docs/docs.go': 'package docs\n',
    'a/docs/guide.md': '# Guide\n',
  };
  const copied = fixture(go, files, isGoManifest)
    .prune('a')
    .application.map(({ path }) => path);
  expect(copied).toContain('a/docs/docs.go');
  expect(copied).not.toContain('a/docs/guide.md');
});
