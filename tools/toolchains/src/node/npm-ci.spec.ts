import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REAL_TOOL_TIMEOUT_MS, removeWorkspace, runTool, type Files } from '../testing/fixture.js';
import type { PrunePlan } from '../toolchain.js';
import { json, npmWorkspace, pack, writeTiers, type NpmWorkspace } from '../testing/npm.js';

const archives: Readonly<Record<string, Files>> = {
  'vendor/bundler.tgz': {
    'package.json': json({
      name: 'bundler',
      version: '1.0.0',
      dependencies: { bundled: '1.0.0' },
      bundleDependencies: ['bundled'],
    }),
    'index.js': `module.exports = require('bundled');`,
    'node_modules/bundled/package.json': json({ name: 'bundled', version: '1.0.0' }),
    'node_modules/bundled/index.js': `module.exports = 'bundled';`,
  },
  'vendor/addon.tgz': {
    'package.json': json({
      name: 'addon',
      version: '1.0.0',
      scripts: { install: 'node install.js' },
      peerDependencies: { ms: '2', isarray: '*' },
      peerDependenciesMeta: { isarray: { optional: true } },
    }),
    'install.js': `require('fs').writeFileSync('installed.txt', '');`,
  },
  'vendor/elsewhere.tgz': { 'package.json': json({ name: 'elsewhere', version: '1.0.0', os: ['none'] }) },
};

/** The app uses a newer `ms` than `debug` does, so npm nests one of them; each build copies what it is given and says that it ran. */
const files: Files = {
  '.npmrc': 'fund=false\nomit-lockfile-registry-resolved=true\n',
  'package.json': json({
    name: 'root',
    version: '1.0.0',
    private: true,
    workspaces: ['apps/*', 'libs/*'],
    scripts: { prepare: 'exit 1' },
    devDependencies: { 'left-pad': '1.3.0', other: '*' },
    overrides: { 'is-odd': { 'is-number': '$is-number' }, 'left-pad': '$left-pad' },
    dependencies: { 'is-number': '6.0.0' },
  }),
  'apps/web/package.json': json({
    name: 'web',
    version: '1.0.0',
    main: 'dist/main.js',
    scripts: { build: 'node build.js', start: 'node dist/main.js', test: 'exit 1', postinstall: 'exit 1' },
    dependencies: { a: '^1.0.0', ms: '2.1.3', bundler: 'file:../../vendor/bundler.tgz', 'is-odd': '^3.0.0' },
    optionalDependencies: { elsewhere: 'file:../../vendor/elsewhere.tgz' },
    devDependencies: { 'jest-kit': '*' },
  }),
  'apps/web/build.js': `require('fs').cpSync('src', 'dist', { recursive: true });`,
  'apps/web/src/main.js': `const debug = require('a'); console.log(debug, require('bundler'), require('ms')(60000), require('is-odd')(3));`,
  'apps/other/package.json': json({ name: 'other', version: '1.0.0', dependencies: { isarray: '^1.0.0' } }),
  'libs/a/package.json': json({
    name: 'a',
    version: '1.2.3',
    main: 'dist/index.js',
    scripts: { build: 'cp-lib', prepare: 'exit 1' },
    dependencies: { b: '1.0.0' },
    devDependencies: { 'cp-tool': '*' },
  }),
  'libs/a/index.js': `module.exports = 'a+' + require('b');`,
  'libs/b/package.json': json({
    name: 'b',
    version: '1.0.0',
    dependencies: { debug: '2.6.9', addon: 'file:../../vendor/addon.tgz' },
  }),
  'libs/b/index.js': `require('debug'); module.exports = 'b';`,
  'libs/cp-tool/package.json': json({ name: 'cp-tool', version: '1.0.0', bin: { 'cp-lib': 'cli.js' } }),
  'libs/cp-tool/cli.js': `#!/usr/bin/env node\nrequire('fs').cpSync('index.js', 'dist/index.js', { recursive: true });`,
  'libs/jest-kit/package.json': json({ name: 'jest-kit', version: '1.0.0', dependencies: { 'is-buffer': '2.0.5' } }),
};

const INSTALLED = 'node_modules/.package-lock.json';
const lockOf = (plan: PrunePlan): string => {
  const file = plan.manifests.find(({ path }) => path.endsWith('package-lock.json'));
  return file?.kind === 'write' ? file.text : '';
};
const installed = ({ root }: NpmWorkspace): readonly string[] =>
  Object.keys((JSON.parse(readFileSync(join(root, INSTALLED), 'utf8')) as { packages: object }).packages);

describe('a pruned workspace, by npm ci', () => {
  let workspace: NpmWorkspace;
  let plan: PrunePlan;
  const written: NpmWorkspace[] = [];
  const write = (pruned: PrunePlan, ...tiers: Parameters<typeof writeTiers>[2]): NpmWorkspace => {
    const target = writeTiers(pruned, workspace.root, tiers);
    written.push(target);
    return target;
  };

  beforeAll(async () => {
    workspace = npmWorkspace(files);
    written.push(workspace);
    await pack(workspace.root, archives);
    await workspace.npm('install', '--package-lock-only', '--ignore-scripts');
    plan = workspace.prune('apps/web');
  }, REAL_TOOL_TIMEOUT_MS);
  afterAll(() => {
    for (const { root } of written) removeWorkspace(root);
  });

  it(
    'installs just what is needed, and builds and runs tier by tier',
    async () => {
      const pruned = write(plan, 'manifests');
      await pruned.npm('ci');
      expect(installed(pruned)).toEqual([
        'apps/web',
        'libs/a',
        'libs/b',
        'libs/cp-tool',
        'node_modules/a',
        'node_modules/addon',
        'node_modules/b',
        'node_modules/bundler',
        'node_modules/bundler/node_modules/bundled',
        'node_modules/cp-tool',
        'node_modules/debug',
        'node_modules/debug/node_modules/ms',
        'node_modules/is-number',
        'node_modules/is-odd',
        'node_modules/ms',
        'node_modules/web',
      ]);
      expect(existsSync(join(pruned.root, 'node_modules/addon/installed.txt'))).toBe(true);
      await pruned.npm('ls', '--all');

      const { LIBRARIES = '' } = plan.buildArguments;
      pruned.write(textsOf(plan, workspace.root));
      // As the Dockerfile does: the commands of libraries are there only now.
      await pruned.npm('rebuild', '--ignore-scripts');
      for (const library of LIBRARIES.split(' ')) await pruned.npm('run', 'build', '--if-present', '-w', library);
      await pruned.npm('run', 'build', '-w', 'apps/web');
      expect(await runTool('node', ['apps/web/dist/main.js'], pruned.root)).toBe('a+b bundled 1m true');
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  it(
    'has the lock that npm itself would write',
    async () => {
      const pruned = write(plan, 'manifests');
      await pruned.npm('install', '--package-lock-only', '--ignore-scripts');
      expect(readFileSync(join(pruned.root, 'package-lock.json'), 'utf8')).toBe(lockOf(plan));
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  it(
    'installs for tests too, with the tools of the project and of the root',
    async () => {
      const pruned = write(workspace.prune('apps/web', 'test'), 'manifests');
      await pruned.npm('ci', '--ignore-scripts');
      expect(installed(pruned)).toEqual(
        expect.arrayContaining(['libs/jest-kit', 'node_modules/is-buffer', 'node_modules/left-pad']),
      );
      await pruned.npm('ls', '--all');
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  it(
    'is the same to the byte after another workspace has changed, in a lock of version 2 as well',
    async () => {
      workspace.write({
        'apps/other/package.json': json({
          name: 'other',
          version: '2.0.0',
          dependencies: { isarray: '2.0.5', ms: '2.1.3', 'is-buffer': '1.1.6' },
        }),
      });
      await workspace.npm('install', '--package-lock-only', '--ignore-scripts', '--lockfile-version', '2');
      expect(workspace.prune('apps/web')).toEqual(plan);
    },
    REAL_TOOL_TIMEOUT_MS,
  );

  it(
    'is refused by npm in its own words where the lock is out of date',
    async () => {
      const manifest = JSON.parse(files['apps/web/package.json'] ?? '') as { dependencies: object };
      workspace.write({
        'apps/web/package.json': json({
          ...manifest,
          dependencies: { ...manifest.dependencies, 'is-windows': '1.0.2' },
        }),
      });
      await expect(write(workspace.prune('apps/web'), 'manifests').npm('ci')).rejects.toThrow(
        'Missing: is-windows@1.0.2 from lock file',
      );
    },
    REAL_TOOL_TIMEOUT_MS,
  );
});

describe('a package that stands alone, by npm ci', () => {
  it(
    'installs with the folders and archives that it links to',
    async () => {
      const dependencies = { lib: 'file:../../libs/lib', ms: '2.0.0', bundler: 'file:../../vendor/bundler.tgz' };
      const manifest = { name: 'a', version: '1.0.0', scripts: { start: 'node .' }, dependencies };
      const alone = npmWorkspace({
        'svc/a/package.json': json({ ...manifest, devDependencies: { c8: '10.1.3' } }),
        'svc/a/package-lock.json': '{}',
        'svc/a/index.js': `console.log(require('lib'), require('ms')(1000), require('bundler'));`,
        // npm links a folder outside of the package and installs nothing for it.
        'libs/lib/package.json': json({ name: 'lib', version: '1.0.0' }),
        'libs/lib/index.js': `module.exports = 'linked';`,
      });
      await pack(alone.root, archives);
      await runTool('npm', ['install', '--package-lock-only', '--ignore-scripts'], join(alone.root, 'svc/a'));
      const pruned = writeTiers(alone.prune('svc/a'), alone.root, ['manifests', 'libraries', 'application']);
      await runTool('npm', ['ci'], join(pruned.root, 'svc/a'));
      expect(await runTool('node', ['.'], join(pruned.root, 'svc/a'))).toBe('linked 1s bundled');
      expect(existsSync(join(pruned.root, 'svc/a/node_modules/c8'))).toBe(false);
      for (const { root } of [alone, pruned]) removeWorkspace(root);
    },
    REAL_TOOL_TIMEOUT_MS,
  );
});

/** The texts of the tiers after the manifests. */
function textsOf(plan: PrunePlan, from: string): Files {
  const sources = [...plan.libraries, ...plan.application];
  return Object.fromEntries(
    sources.map((file) => [file.path, file.kind === 'write' ? file.text : readFileSync(join(from, file.path), 'utf8')]),
  );
}
