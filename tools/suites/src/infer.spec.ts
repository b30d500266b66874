import { inferProjects, recogniseWorkspace, type RecognisedWorkspace, type Toolchain } from '@slipway/toolchains';
import type { Reader } from '@slipway/toolchains';
import { inferSuites } from './infer.js';

const files = ['a/x.toml', 'compose.yml'];
const reader: Reader = {
  read: () => undefined,
  isFile: (path) => files.includes(path),
  list: () => [],
};

/** A toolchain with one project that has a unit test, an integration test and a benchmark. */
const toolchain: Toolchain = {
  name: 'x',
  manifestGlobs: ['**/x.toml'],
  notProduction: [],
  recognise: () => [
    {
      root: 'a',
      name: 'a',
      toolchain: 'x',
      kind: 'library',
      manifest: 'a/x.toml',
      binaries: [],
      applicable: [],
      problems: [],
    },
  ],
  dependencies: () => [],
  prune: () => ({ manifests: [], libraries: [], application: [], buildArguments: {} }),
  commands: () =>
    (['build', 'test', 'integration', 'bench'] as const).map((kind) => ({
      kind,
      description: `Does ${kind}.`,
      action: { kind: 'program', program: 'x', args: [kind] },
      cwd: 'a',
      install: 'get x',
      outputs: [],
      mode: 'task',
      reporting: { args: ['--junit={results}/j.xml'], files: [{ format: 'junit', path: '{results}/j.xml' }] },
    })),
};

const workspace: RecognisedWorkspace = recogniseWorkspace([toolchain], ['a/x.toml'], reader);
const targets = inferSuites(workspace, reader, inferProjects(workspace, reader))['a']?.targets ?? {};

test('what is no suite stays with the toolchain', () => {
  expect(Object.keys(targets)).toEqual(['test', 'integration', 'bench', 'bench-compare']);
});

test('a suite is cached with its record', () => {
  expect(targets['test']).toMatchObject({
    executor: '@slipway/suites:run',
    cache: true,
    outputs: ['{workspaceRoot}/.slipway/results/a/test'],
    options: {
      suite: 'test',
      toolchain: 'x',
      action: { program: 'x', args: ['test'] },
      install: 'get x',
      timeout: '20m',
    },
    metadata: { description: 'Does test. The record lands in .slipway/results/a/test.' },
  });
});

test('what its environment is made of can change an integration suite, and no other', () => {
  expect(targets['integration']?.inputs).toContain('{workspaceRoot}/compose/**/*');
  expect(targets['test']?.inputs).not.toContain('{workspaceRoot}/compose/**/*');
});

test('a benchmark never comes from a cache', () => {
  expect(targets['bench']).toMatchObject({ cache: false, outputs: [] });
});

test('beside a benchmark stands what holds it against a baseline, and neither shares the machine', () => {
  expect(targets['bench-compare']).toMatchObject({
    executor: '@slipway/suites:bench-compare',
    cache: false,
    parallelism: false,
  });
  expect(targets['bench']).toMatchObject({ parallelism: false });
});
