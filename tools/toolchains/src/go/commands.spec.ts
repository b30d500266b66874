import { memoryTree } from '../memory-tree.js';
import { fixture } from '../testing/fixture.js';
import type { Command } from '../toolchain.js';
import { exampleFiles, isGoManifest } from '../testing/go.js';
import { go } from './index.js';

const commandsOf = (root: string): Record<string, Command> => {
  const { project } = fixture(go, exampleFiles, isGoManifest);
  return Object.fromEntries(
    go.commands(project(root), memoryTree(exampleFiles)).map((command) => [command.kind, command]),
  );
};

test('a program is built, checked, tested and served in its folder', () => {
  const commands = commandsOf('apps/worker');
  expect(
    Object.values(commands).map(({ kind, mode, action }) => [kind, mode, action.kind === 'program' && action.args]),
  ).toEqual([
    ['build', 'task', ['build', '-o', 'dist/', './...']],
    ['lint', 'task', ['vet', './...']],
    ['fmt', 'change', ['fmt', './...']],
    ['test', 'task', ['test', './...']],
    ['coverage', 'task', ['test', '-covermode=atomic', './...']],
    ['serve', 'server', ['run', '.']],
  ]);
  expect(commands['build']?.outputs).toEqual(['apps/worker/dist']);
  expect(commands['build']?.cwd).toBe('apps/worker');
});

test('of several programs the one that is called like the project is served', () => {
  expect(commandsOf('apps/api')['serve']?.action).toMatchObject({ args: ['run', './cmd/api'] });
});

test('a library is not served and leaves nothing behind', () => {
  const commands = commandsOf('libs/config');
  expect(Object.keys(commands)).toEqual(['build', 'lint', 'fmt', 'test']);
  expect(commands['build']?.outputs).toEqual([]);
});

test.each(['store_integration_test.go', 'integration_test.go', 'integration/store_test.go'])(
  'a module with %s has an integration suite',
  (path) => {
    const files = { ...exampleFiles, [`libs/config/${path}`]: 'package config\n' };
    const { project } = fixture(go, files, isGoManifest);
    const kinds = go.commands(project('libs/config'), memoryTree(files)).map(({ kind }) => kind);
    expect(kinds).toContain('integration');
  },
);

test('features of a module that asks for godog are a suite of their own, and none of its unit tests', () => {
  const files = {
    ...exampleFiles,
    'libs/config/go.mod': `${exampleFiles['libs/config/go.mod'] ?? ''}\nrequire github.com/cucumber/godog v0.15.1\n`,
    'libs/config/features/a.feature': '',
    'libs/config/features_test.go': '',
    'libs/config/bench_test.go': '',
  };
  const { project } = fixture(go, files, isGoManifest);
  const args = Object.fromEntries(
    go
      .commands(project('libs/config'), memoryTree(files))
      .map(({ kind, action }) => [kind, action.kind === 'program' ? action.args : []]),
  );
  expect(args).toMatchObject({
    test: ['test', '-skip', '^TestFeatures$', './...'],
    bdd: ['test', '-count=1', '-run', '^TestFeatures$', './...'],
    bench: ['test', '-run=^$', '-bench=.', '-count=10', './...'],
  });
});

test('results name packages by their import path, which says where their sources are', () => {
  expect(commandsOf('apps/worker')['test']?.reporting).toEqual({
    args: ['-json'],
    before: './...',
    files: [],
    stdout: 'go-test-json',
    importRoots: { 'example.com/obs/apps/worker': 'apps/worker' },
  });
});

test('a module that go.work does not use is built without it', () => {
  expect(commandsOf('alone/service')['test']?.action).toMatchObject({ env: { GOWORK: 'off' } });
  expect(commandsOf('apps/api')['test']?.action).not.toHaveProperty('env');
});
