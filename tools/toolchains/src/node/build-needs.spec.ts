import { memoryTree } from '../memory-tree.js';
import { buildScripts, readBuildNeeds } from './build-needs.js';
import { parseManifest } from './manifest.js';

function needsOf(scripts: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}): unknown {
  const manifest = parseManifest(JSON.stringify({ name: 'app', scripts }), 'apps/a/package.json');
  const entry = { folder: 'apps/a', file: 'apps/a/package.json', name: 'app', manifest, installRoot: '.' };
  const { commands, imports, isOpaque } = readBuildNeeds(entry, memoryTree(files));
  return isOpaque ? 'opaque' : { commands: [...commands].sort(), imports: [...imports].sort() };
}

describe('readBuildNeeds', () => {
  const table: readonly (readonly [string, string, unknown])[] = [
    ['one command', 'tsc -p tsconfig.build.json', { commands: ['tsc'], imports: [] }],
    ['several', 'rimraf dist && tsc; cp -r assets dist || true', { commands: ['rimraf', 'tsc'], imports: [] }],
    ['variables before it', 'NODE_ENV=production webpack', { commands: ['webpack'], imports: [] }],
    ['cross-env', 'cross-env A=b C=d webpack', { commands: ['cross-env', 'webpack'], imports: [] }],
    ['npx', 'npx --no-install tsc -b', { commands: ['tsc'], imports: [] }],
    ['a group', '(cd src && tsc) 2>/dev/null', { commands: ['tsc'], imports: [] }],
    ['a script of its own', 'npm run compile', { commands: [], imports: [] }],
    ['a script of another package', 'npm run build -w ../other', 'opaque'],
    ['a substitution', 'tsc --outDir $(pwd)/dist', 'opaque'],
    ['node without a file', 'node -e "1"', 'opaque'],
    ['a file that is not there', 'node missing.mjs', 'opaque'],
    ['a shell script', './build.sh', 'opaque'],
  ];
  it.each(table)('reads %s', (_what, build, expected) => {
    expect(needsOf({ build })).toEqual(expected);
  });

  it('reads what a script for node imports, through the files it imports by path', () => {
    const files = {
      'apps/a/bundle.mjs': `import { build } from 'esbuild';\nimport fs from 'node:fs';\nimport './more.mjs';\nimport path from 'path';`,
      'apps/a/more.mjs': `const x = await import("@scope/deep/file.js");\nexport * from './bundle.mjs';`,
    };
    expect(needsOf({ build: 'node bundle.mjs' }, files)).toEqual({ commands: [], imports: ['@scope/deep', 'esbuild'] });
  });

  it('reads scripts around the build and those it names, and no others', () => {
    const scripts = {
      prebuild: 'clean',
      build: 'run-s "build:*" && npm run types',
      'build:js': 'tsc',
      'postbuild:js': 'mark',
      types: 'dts',
      test: 'vitest',
      prepare: 'husky',
    };
    expect([...buildScripts(scripts)].sort()).toEqual(['build', 'build:js', 'postbuild:js', 'prebuild', 'types']);
    expect(needsOf(scripts)).toEqual({ commands: ['clean', 'dts', 'mark', 'run-s', 'tsc'], imports: [] });
  });
});
