import { fixture } from '../testing/fixture.js';
import type { Command } from '../toolchain.js';
import { node } from './index.js';

function commandsOf(manifest: object, files: Readonly<Record<string, string>> = {}): readonly Command[] {
  const all = {
    'package.json': '{ "workspaces": ["a"] }',
    'package-lock.json': '{}',
    'a/package.json': JSON.stringify(manifest),
    ...files,
  };
  const found = fixture(node, all, (path) => path.endsWith('package.json'));
  return node.commands(found.project('a'), found.tree);
}

const summary = (list: readonly Command[]): readonly (readonly unknown[])[] =>
  list.map(({ kind, action, mode }) => [kind, action.kind === 'script' ? action.script : action.program, mode]);

describe('commands', () => {
  it('are the scripts of the package, by the names that people use', () => {
    const scripts = {
      build: 'tsc',
      lint: 'eslint .',
      format: 'prettier -w .',
      test: 'jest',
      'test:coverage': 'jest --coverage',
      'start:dev': 'tsx watch',
      start: 'node .',
    };
    expect(summary(commandsOf({ name: 'a', scripts }))).toEqual([
      ['build', 'build', 'task'],
      ['lint', 'lint', 'task'],
      ['fmt', 'format', 'change'],
      ['test', 'test', 'task'],
      ['coverage', 'test:coverage', 'task'],
      ['serve', 'start:dev', 'server'],
    ]);
  });

  it('are none where there are no scripts, and the test that npm init writes is none', () => {
    expect(commandsOf({ name: 'a' })).toEqual([]);
    expect(commandsOf({ name: 'a', scripts: { test: 'echo "Error: no test specified" && exit 1' } })).toEqual([]);
  });

  it.each<[string, object, readonly string[]]>([
    ['vitest run', {}, ['--reporter=default', '--reporter=junit', '--outputFile.junit={results}/junit.xml']],
    [
      'node ../x/jest.js --config c',
      { devDependencies: { 'jest-junit': '1' } },
      ['--reporters=default', '--reporters=jest-junit'],
    ],
    ['jest', {}, []],
    ['tsc && vitest run', {}, []],
    ['node --test a.js', {}, []],
    [
      'node --test',
      {},
      [
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=junit',
        '--test-reporter-destination={results}/junit.xml',
      ],
    ],
  ])('leave results where that takes arguments alone: %s', (test, rest, args) => {
    const [command] = commandsOf({ name: 'a', scripts: { test }, ...rest });
    expect(command?.reporting?.args ?? []).toEqual(args);
  });

  it("measure coverage without a script for it where the tests' runner can", () => {
    const scripts = { test: 'vitest run' };
    expect(summary(commandsOf({ name: 'a', scripts }))).toEqual([['test', 'test', 'task']]);
    const [, coverage] = commandsOf({ name: 'a', scripts, devDependencies: { '@vitest/coverage-v8': '4' } });
    expect(coverage).toMatchObject({ kind: 'coverage', action: { script: 'test' } });
    expect(coverage?.reporting?.args).toContain('--coverage.reporter=lcovonly');
    expect(coverage?.reporting?.files).toContainEqual({ format: 'lcov', path: '{results}/coverage/lcov.info' });
  });

  it('run in the folder of the package and say how to install what they need', () => {
    const [build] = commandsOf({ name: 'a', scripts: { build: 'tsc' } });
    expect(build).toMatchObject({ cwd: 'a', install: 'npm ci' });
    const [pnpm] = commandsOf({ name: 'a', scripts: { build: 'tsc' } }, { 'pnpm-lock.yaml': '' });
    expect(pnpm?.install).toBe('pnpm install --frozen-lockfile');
  });

  const outputs: readonly (readonly [string, object, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['main', { main: './build/index.js' }, {}, ['a/build']],
    [
      'exports, however deep',
      { exports: { '.': { import: { default: './esm/a.js' }, require: './cjs/a.cjs' } } },
      {},
      ['a/cjs', 'a/esm'],
    ],
    [
      'a tsconfig with comments',
      {},
      { 'a/tsconfig.json': '{ // out\n "compilerOptions": { "outDir": "../out/a", }, }' },
      ['out/a'],
    ],
    ['nothing', {}, {}, ['a/dist']],
    ['what may be sources', { main: 'lib/index.js', bin: { x: 'bin/x.js' } }, {}, ['a/dist']],
    [
      'a tsconfig that compiles in place',
      {},
      { 'a/tsconfig.json': '{ "compilerOptions": { "outDir": "." } }' },
      ['a/dist'],
    ],
  ];
  it.each(outputs)('know what a build writes from %s', (_what, manifest, files, expected) => {
    expect(commandsOf({ name: 'a', scripts: { build: 'tsc' }, ...manifest }, files)[0]?.outputs).toEqual(expected);
  });
});
