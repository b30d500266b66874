import { fixture, type Files, type Fixture } from '../testing/fixture.js';
import type { ContextFile } from '../toolchain.js';
import { node } from './index.js';

const json = (value: object): string => JSON.stringify(value);
const read = (files: Files): Fixture => fixture(node, files, (path) => path.endsWith('package.json'));
const paths = (files: readonly ContextFile[]): readonly string[] => files.map(({ path }) => path).sort();

/** The object that a plan writes to a path. */
function written(files: readonly ContextFile[], path: string): unknown {
  const found = files.find((file) => file.path === path);
  return found?.kind === 'write' ? JSON.parse(found.text) : found;
}

const installed = (bin?: string): object => ({
  version: '1.0.0',
  ...(bin === undefined ? {} : { bin: { [bin]: 'x.js' } }),
});
const link = (resolved: string): object => ({ resolved, link: true });

const root = {
  name: 'root',
  version: '3.0.0',
  workspaces: ['apps/*', 'libs/*'],
  scripts: { prepare: 'tsc -b' },
  devDependencies: { nx: '24', typescript: '5' },
};
const api = {
  name: 'api',
  version: '1.0.0',
  main: 'dist/main.js',
  scripts: {
    build: 'tsc && npm run bundle',
    bundle: 'node bundle.mjs',
    start: 'node dist/main.js',
    test: 'vitest',
    prepare: 'husky',
  },
  dependencies: { telemetry: '^1.0.0', ms: '2' },
  devDependencies: { typescript: '5', esbuild: '0', vitest: '4', '@types/node': '20', 'test-kit': '*' },
};
const telemetry = {
  name: 'telemetry',
  version: '1.0.0',
  scripts: { build: 'tsc', test: 'vitest' },
  dependencies: { config: '1.0.0' },
  devDependencies: { typescript: '5', vitest: '4' },
};
const config = { name: 'config', version: '1.0.0' };

function lockFor(packages: object): string {
  return json({ name: 'root', version: '3.0.0', lockfileVersion: 3, requires: true, packages });
}

const lock = {
  '': { name: 'root', version: '3.0.0', workspaces: ['apps/*', 'libs/*'], devDependencies: root.devDependencies },
  'apps/api': { version: '1.0.0', dependencies: api.dependencies, devDependencies: api.devDependencies },
  'apps/other': { version: '1.0.0', dependencies: { left: '1' } },
  'libs/config': { version: '1.0.0' },
  'libs/telemetry': {
    version: '1.0.0',
    dependencies: telemetry.dependencies,
    devDependencies: telemetry.devDependencies,
  },
  'libs/test-kit': { version: '1.0.0', dependencies: { right: '1' } },
  ...Object.fromEntries(
    [
      ['api', 'apps/api'],
      ['other', 'apps/other'],
      ['config', 'libs/config'],
      ['telemetry', 'libs/telemetry'],
      ['test-kit', 'libs/test-kit'],
    ].map(([name, at]) => [`node_modules/${name ?? ''}`, link(at ?? '')]),
  ),
  'node_modules/@types/node': installed(),
  'node_modules/esbuild': installed('esbuild'),
  'node_modules/left': installed(),
  'node_modules/ms': installed(),
  'node_modules/nx': installed('nx'),
  'node_modules/right': installed(),
  'node_modules/typescript': installed('tsc'),
  'node_modules/vitest': installed('vitest'),
};

const files: Files = {
  '.npmrc': 'fund=false',
  'package.json': json(root),
  'package-lock.json': lockFor(lock),
  'tsconfig.base.json': '{}',
  'tsconfig.libs.json': '{}',
  'apps/api/package.json': json(api),
  'apps/api/bundle.mjs': `import { build } from 'esbuild';`,
  'apps/api/README.md': '',
  'apps/api/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  'apps/api/tsconfig.spec.json': '{}',
  'apps/api/vitest.config.ts': '',
  'apps/api/src/main.ts': '',
  'apps/api/src/main.spec.ts': '',
  'apps/api/test/e2e.ts': '',
  'apps/other/package.json': json({ name: 'other', version: '1.0.0', dependencies: { left: '1' } }),
  'libs/config/package.json': json(config),
  'libs/config/src/index.ts': '',
  'libs/telemetry/package.json': json(telemetry),
  'libs/telemetry/tsconfig.json': '{ "extends": "../../tsconfig.libs.json" }',
  'libs/telemetry/src/index.ts': '',
  'libs/test-kit/package.json': json({ name: 'test-kit', version: '1.0.0', dependencies: { right: '1' } }),
  'libs/test-kit/src/index.ts': '',
};

describe('prune', () => {
  it('puts into each tier what belongs there', () => {
    const plan = read(files).prune('apps/api');
    expect(paths(plan.manifests)).toEqual([
      '.npmrc',
      'apps/api/package.json',
      'libs/config/package.json',
      'libs/telemetry/package.json',
      'package-lock.json',
      'package.json',
    ]);
    expect(paths(plan.libraries)).toEqual([
      'libs/config/package.json',
      'libs/config/src/index.ts',
      'libs/telemetry/package.json',
      'libs/telemetry/src/index.ts',
      'libs/telemetry/tsconfig.json',
      'tsconfig.libs.json',
    ]);
    expect(paths(plan.application)).toEqual([
      'apps/api/bundle.mjs',
      'apps/api/package.json',
      'apps/api/src/main.ts',
      'apps/api/tsconfig.json',
      'tsconfig.base.json',
    ]);
    expect(plan.buildArguments).toEqual({ PROJECT: 'apps/api', LIBRARIES: 'libs/config libs/telemetry' });
  });

  it('takes nothing that is not hashed', () => {
    expect(read(files).unhashed('apps/api')).toEqual([]);
    expect(read(files).unhashed('apps/api', 'test')).toEqual([]);
    expect(read(files).unhashed('libs/telemetry')).toEqual([]);
  });

  it('says in the manifests only what is installed, whatever the version of our own packages', () => {
    const { manifests } = read(files).prune('apps/api');
    expect(written(manifests, 'package.json')).toEqual({
      name: 'root',
      workspaces: ['apps/api', 'libs/config', 'libs/telemetry'],
    });
    expect(written(manifests, 'apps/api/package.json')).toEqual({
      name: 'api',
      dependencies: { telemetry: '*', ms: '2' },
      devDependencies: { typescript: '5', esbuild: '0', '@types/node': '20' },
    });
    expect(written(manifests, 'libs/telemetry/package.json')).toEqual({
      name: 'telemetry',
      dependencies: { config: '*' },
      devDependencies: { typescript: '5' },
    });
    expect(Object.keys((written(manifests, 'package-lock.json') as { packages: object }).packages)).toEqual([
      '',
      'apps/api',
      'libs/config',
      'libs/telemetry',
      'node_modules/@types/node',
      'node_modules/api',
      'node_modules/config',
      'node_modules/esbuild',
      'node_modules/ms',
      'node_modules/telemetry',
      'node_modules/typescript',
    ]);
  });

  it('leaves to the build a package.json without what only tests use', () => {
    const { application } = read(files).prune('apps/api');
    const { devDependencies: _tools, ...manifest } = api;
    const { test: _test, prepare: _prepare, ...scripts } = api.scripts;
    expect(written(application, 'apps/api/package.json')).toEqual({ ...manifest, scripts });
  });

  it('keeps tests and what they need for the test stage, but not the tests of libraries', () => {
    const plan = read(files).prune('apps/api', 'test');
    expect(plan.buildArguments['LIBRARIES']).toBe('libs/config libs/telemetry libs/test-kit');
    expect(paths(plan.application)).toEqual(
      expect.arrayContaining(['apps/api/test/e2e.ts', 'apps/api/src/main.spec.ts', 'apps/api/vitest.config.ts']),
    );
    expect(written(plan.application, 'apps/api/package.json')).toEqual({ kind: 'copy', path: 'apps/api/package.json' });
    expect(written(plan.manifests, 'libs/telemetry/package.json')).not.toHaveProperty('devDependencies.vitest');
    expect(written(plan.manifests, 'package.json')).toHaveProperty('devDependencies', root.devDependencies);
  });

  const unchanged: readonly (readonly [string, Files])[] = [
    ['a test', { 'apps/api/src/main.spec.ts': 'changed' }],
    ['a README', { 'apps/api/README.md': 'changed' }],
    ['a test script', { 'apps/api/package.json': json({ ...api, scripts: { ...api.scripts, test: 'jest' } }) }],
    [
      'the version of a test tool',
      { 'apps/api/package.json': json({ ...api, devDependencies: { ...api.devDependencies, vitest: '5' } }) },
    ],
    [
      'another workspace',
      {
        'apps/other/package.json': json({ name: 'other', version: '2.0.0' }),
        'package-lock.json': lockFor({ ...lock, 'apps/other': { version: '2.0.0' } }),
      },
    ],
    ['the release of the root', { 'package.json': json({ ...root, version: '4.0.0', scripts: {} }) }],
    [
      'a tool of the root',
      { 'package.json': json({ ...root, devDependencies: { ...root.devDependencies, nx: '25' } }) },
    ],
  ];
  it.each(unchanged)('makes the same plan after a change of %s', (_what, change) => {
    expect(read({ ...files, ...change }).prune('apps/api')).toEqual(read(files).prune('apps/api'));
  });

  const installOnly: readonly (readonly [string, Files])[] = [
    [
      'a release',
      {
        'libs/telemetry/package.json': json({ ...telemetry, version: '1.1.0' }),
        'apps/api/package.json': json({
          ...api,
          version: '1.1.0',
          dependencies: { ...api.dependencies, telemetry: '^1.1.0' },
        }),
      },
    ],
    [
      'the build script',
      { 'apps/api/package.json': json({ ...api, scripts: { ...api.scripts, bundle: 'node bundle.mjs --minify' } }) },
    ],
  ];
  it.each(installOnly)('leaves the manifests alone after %s', (_what, change) => {
    const before = read(files).prune('apps/api');
    const after = read({ ...files, ...change }).prune('apps/api');
    expect(after.manifests).toEqual(before.manifests);
    expect(after.application).not.toEqual(before.application);
  });

  const rootTools: readonly (readonly [string, Files, boolean])[] = [
    [
      'a command that the package does not declare',
      { 'apps/api/package.json': json({ ...api, scripts: { build: 'rollup -c' } }) },
      true,
    ],
    ['a script that imports what the package does not declare', { 'apps/api/bundle.mjs': `import 'rollup';` }, true],
    [
      'a command of a library that only the root declares',
      { 'libs/config/package.json': json({ ...config, scripts: { build: 'tsc' } }) },
      true,
    ],
    [
      'a command that the root declares for production',
      {
        'apps/api/package.json': json({ ...api, scripts: { build: 'r' } }),
        'package.json': json({ ...root, dependencies: { r: '1' } }),
        'package-lock.json': lockFor({ ...lock, 'node_modules/r': installed('r') }),
      },
      false,
    ],
  ];
  it.each(rootTools)('decides on the tools of the root by %s', (_what, change, expected) => {
    const pruned = written(read({ ...files, ...change }).prune('apps/api').manifests, 'package.json');
    expect(pruned).toEqual(
      expected
        ? expect.objectContaining({ devDependencies: root.devDependencies })
        : expect.not.objectContaining({ devDependencies: expect.anything() as unknown }),
    );
  });

  it('keeps a test tool that the build calls or whose types it reads', () => {
    const scripts = { ...api.scripts, prebuild: 'vitest typecheck' };
    const called = read({ ...files, 'apps/api/package.json': json({ ...api, scripts }) }).prune('apps/api');
    expect(written(called.manifests, 'apps/api/package.json')).toHaveProperty('devDependencies.vitest');
    const typed = read({
      ...files,
      'apps/api/tsconfig.json': '{ "compilerOptions": { "types": ["vitest/globals"] } }',
    }).prune('apps/api');
    expect(written(typed.manifests, 'apps/api/package.json')).toHaveProperty('devDependencies.vitest');
  });

  it('drops what the root wants of packages that are not kept, and spells out overrides that name what it drops', () => {
    const overrides = { ms: '$nx', telemetry: { ms: '$ms', '.': '1' } };
    const changed = json({ ...root, dependencies: { other: '*', telemetry: '^1.0.0', ms: '2' }, overrides });
    expect(
      written(read({ ...files, 'package.json': changed }).prune('apps/api').manifests, 'package.json'),
    ).toMatchObject({
      dependencies: { telemetry: '*', ms: '2' },
      overrides: { ms: '24', telemetry: { ms: '2', '.': '1' } },
    });
  });

  it('prunes a package that stands alone, with the folders it links to', () => {
    const alone: Files = {
      'svc/a/package.json': json({
        name: 'a',
        version: '1.0.0',
        scripts: { prepare: 'x', start: 'node .' },
        dependencies: { lib: 'file:../../libs/lib' },
        devDependencies: { jest: '30' },
      }),
      'svc/a/package-lock.json': lockFor({
        '': {
          name: 'a',
          version: '1.0.0',
          dependencies: { lib: 'file:../../libs/lib' },
          devDependencies: { jest: '30' },
        },
        '../../libs/lib': { version: '1.0.0' },
        'node_modules/lib': link('../../libs/lib'),
        'node_modules/jest': installed('jest'),
      }),
      'svc/a/.npmrc': '',
      'svc/a/index.js': '',
      'libs/lib/package.json': json({ name: 'lib', version: '1.0.0' }),
      'libs/lib/index.js': '',
    };
    const plan = read(alone).prune('svc/a');
    expect(paths(plan.manifests)).toEqual([
      'libs/lib/package.json',
      'svc/a/.npmrc',
      'svc/a/package-lock.json',
      'svc/a/package.json',
    ]);
    expect(paths(plan.application)).toEqual(['svc/a/index.js', 'svc/a/package.json']);
    expect(written(plan.manifests, 'svc/a/package.json')).toEqual({
      name: 'a',
      dependencies: { lib: 'file:../../libs/lib' },
    });
    expect(plan.buildArguments).toEqual({ PROJECT: 'svc/a', LIBRARIES: 'libs/lib' });
    expect(read(alone).unhashed('svc/a')).toEqual([]);
  });

  const { 'package-lock.json': _lock, ...unlocked } = files;
  const refused: readonly (readonly [string, Files, string])[] = [
    ['there is no lock', unlocked, 'package.json: no package-lock.json belongs to it\n  run: npm install'],
    [
      'the lock is of pnpm',
      { ...unlocked, 'pnpm-lock.yaml': '' },
      'pnpm-lock.yaml: only locks of npm are pruned so far',
    ],
    [
      'the lock is npm 6’s',
      { ...files, 'package-lock.json': json({ lockfileVersion: 1, dependencies: {} }) },
      'package-lock.json: the lock has version 1; only 2 and 3 can be pruned',
    ],
    [
      'the lock is broken',
      { ...files, 'package-lock.json': '{\n<<<<<<< HEAD\n' },
      'package-lock.json:2:1: is no valid JSON',
    ],
    [
      'libraries need each other',
      { ...files, 'libs/config/package.json': json({ ...config, dependencies: { telemetry: '*' } }) },
      'projects need each other in a circle: libs/telemetry -> libs/config -> libs/telemetry',
    ],
  ];
  it.each(refused)('says so where %s', (_what, changed, message) => {
    expect(() => read(changed).prune('apps/api')).toThrow(message);
  });
});
