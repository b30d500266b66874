import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeWorkspace, runTool, writeWorkspace } from '../testing/fixture.js';
import { buildView } from './views.js';

/** The script in docker/node.Dockerfile that answers about the workspace. */
function dockerfileScript(): string {
  const dockerfile = readFileSync(new URL('../../../../docker/node.Dockerfile', import.meta.url), 'utf8');
  const script = /^COPY <<'SCRIPT' \S+workspace\.js\n(.*?)^SCRIPT$/ms.exec(dockerfile)?.[1];
  if (script === undefined) throw new Error('docker/node.Dockerfile writes no workspace.js');
  return script;
}

describe('docker/node.Dockerfile', () => {
  const manifests: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['no scripts', { name: 'a', devDependencies: { jest: '30' }, dependencies: { b: '1' } }],
    ['no build', { name: 'a', scripts: { start: 'node .', test: 'jest', prepare: 'husky' } }],
    [
      'scripts that call each other',
      {
        name: 'a',
        scripts: {
          prebuild: 'clean',
          build: 'run-s "build:*" && (npm run types; echo build:x)',
          'build:js': 'tsc',
          'build:x': 'x',
          'postbuild:js': 'npm run test:types',
          'test:types': 'tsd',
          types: 'dts',
          pretypes: 'build',
          test: 'vitest',
          start: 'node dist/main.js',
          prestart: 'check',
        },
        devDependencies: {},
      },
    ],
  ];
  it.each(manifests)(
    'makes the package.json for the build that we make, of one with %s: a plain docker build gives the same image',
    async (_what, manifest) => {
      const root = writeWorkspace({ 'workspace.js': dockerfileScript(), 'a/package.json': JSON.stringify(manifest) });
      await runTool('node', ['workspace.js', 'without-tests', 'a'], root, { PROJECT: 'a' });
      expect(JSON.parse(readFileSync(join(root, 'a/package.json'), 'utf8'))).toEqual(buildView(manifest));
      removeWorkspace(root);
    },
  );

  it('says in a sentence that PROJECT is missing', async () => {
    const root = writeWorkspace({ 'workspace.js': dockerfileScript() });
    const asked = runTool('node', ['workspace.js', 'install-root'], root, { PROJECT: '' });
    await expect(asked).rejects.toThrow('say which package to build: --build-arg PROJECT=apps/x');
    removeWorkspace(root);
  });
});
