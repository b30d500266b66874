import { fixture, type Files, type Fixture } from '../testing/fixture.js';
import { node } from './index.js';

const anyText: unknown = expect.any(String);

const read = (files: Files): Fixture =>
  fixture(node, files, (path) => /(?:package\.json|pnpm-workspace\.yaml)$/.test(path));
const roots = (files: Files): readonly string[] => read(files).recognition.projects.map(({ root }) => root);
const edges = (files: Files): readonly string[] =>
  read(files).recognition.dependencies.map(
    ({ source, target, kind }) => `${source} -> ${target}${kind === 'development' ? ' (development)' : ''}`,
  );
const json = (value: object): string => JSON.stringify(value);
const workspace = (globs: unknown): Files => ({
  'package.json': json({ name: 'root', workspaces: globs }),
  'package-lock.json': '{}',
});

describe('recognise', () => {
  it('finds members, and neither the root nor what only looks like one', () => {
    const files = {
      ...workspace(['apps/*', '!apps/old']),
      'apps/a/package.json': json({ name: 'a' }),
      'apps/a/src/package.json': json({ type: 'commonjs' }),
      'apps/a/node_modules/x/package.json': json({ name: 'x' }),
      'apps/old/package.json': json({ name: 'old' }),
      'fixtures/f/package.json': json({ name: 'f' }),
    };
    expect(roots(files)).toEqual(['apps/a']);
  });

  it('finds packages with a lock of their own, and a workspace below another folder', () => {
    const files = {
      'package.json': json({ name: 'tools', devDependencies: { nx: '24' } }),
      'package-lock.json': '{}',
      'svc/a/package.json': json({ name: 'a' }),
      'svc/a/package-lock.json': '{}',
      'svc/b/package.json': json({ name: 'b' }),
      'web/package.json': json({ workspaces: { packages: ['packages/**'] } }),
      'web/packages/c/package.json': json({ name: 'c' }),
      'web/packages/c/nested/package.json': json({ name: 'd', workspaces: ['more/*'] }),
      'web/packages/c/nested/more/e/package.json': json({ name: 'e' }),
    };
    expect(roots(files)).toEqual(['svc/a', 'web/packages/c', 'web/packages/c/nested', 'web/packages/c/nested/more/e']);
  });

  it('takes a repository that is one package for a project, but not one that only holds tools', () => {
    expect(
      roots({ 'package.json': json({ name: 'app', scripts: { start: 'node .' } }), 'package-lock.json': '{}' }),
    ).toEqual(['.']);
    expect(roots({ 'package.json': json({ name: 'tools' }), 'package-lock.json': '{}' })).toEqual([]);
  });

  describe('without a lock or a workspace', () => {
    const service = json({ name: 'api', scripts: { start: 'node .' } });

    it('takes a service for a project, which its image can not be built of yet', () => {
      const files = { 'services/api/package.json': service, 'services/api/index.js': '' };
      const found = read(files);
      expect(roots(files)).toEqual(['services/api']);
      expect(found.project('services/api')).toMatchObject({ kind: 'application', problems: [] });
      expect(() => found.prune('services/api')).toThrow(
        'services/api/package.json: no package-lock.json belongs to it\n  run: npm install',
      );
      expect(roots({ 'package.json': service })).toEqual(['.']);
    });

    it.each<[string, Files]>([
      ['only marks a folder', { 'api/package.json': json({ type: 'module' }) }],
      ['has no name', { 'api/package.json': json({ type: 'module', scripts: { start: 'node .' } }) }],
      ['starts nothing', { 'api/package.json': json({ name: 'api', main: 'index.js' }) }],
    ])('takes nothing for one that %s', (_what, files) => {
      expect(roots(files)).toEqual([]);
    });

    it('takes nothing for one that a workspace leaves out, or that lies in another package', () => {
      const files = {
        'web/package.json': json({ workspaces: ['apps/*'] }),
        'web/package-lock.json': '{}',
        'web/apps/a/package.json': json({ name: 'a' }),
        'web/apps/a/fixtures/site/package.json': service,
        'web/examples/b/package.json': service,
        'services/api/package.json': service,
        'services/api/fixtures/site/package.json': json({ name: 'site', scripts: { start: 'node .' } }),
      };
      expect(roots(files)).toEqual(['services/api', 'web/apps/a']);
    });
  });

  it('reads the members of pnpm and yarn, and their locks', () => {
    const pnpm = {
      'package.json': '{}',
      'pnpm-workspace.yaml': 'packages:\n  - "libs/*"\n',
      'pnpm-lock.yaml': '',
      'libs/a/package.json': json({ name: 'a' }),
    };
    expect(read(pnpm).project('libs/a').applicable).toEqual(['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml']);
    const yarn = {
      'package.json': json({ workspaces: { packages: ['libs/*'] } }),
      'yarn.lock': '',
      'libs/a/package.json': json({ name: 'a' }),
    };
    expect(read(yarn).project('libs/a').applicable).toEqual(['package.json', 'yarn.lock']);
  });

  it('describes a project by its manifest', () => {
    const manifest = {
      name: '@s/a',
      version: '1.2.3',
      description: 'Does.',
      scripts: { start: 'node dist/main.js' },
      nx: { name: 'api' },
    };
    expect(read({ ...workspace(['a']), 'a/package.json': json(manifest) }).project('a')).toEqual({
      root: 'a',
      name: 'api',
      toolchain: 'node',
      version: '1.2.3',
      description: 'Does.',
      kind: 'application',
      manifest: 'a/package.json',
      binaries: [{ name: 'a', entry: 'dist/main.js' }],
      applicable: ['package-lock.json', 'package.json'],
      problems: [],
    });
  });

  const start = { scripts: { start: 'x' } };
  const binaries: readonly (readonly [string, object, readonly string[]])[] = [
    ['main', { ...start, main: './dist/main.cjs' }, ['a=dist/main.cjs']],
    [
      'the file that npm start runs',
      { scripts: { start: 'node --enable-source-maps build/index.mjs --port 1' } },
      ['a=build/index.mjs'],
    ],
    ['index.js', start, ['a=index.js']],
    ['a command of the package', { ...start, bin: './cli.js' }, ['a=cli.js']],
    [
      'further commands',
      { ...start, main: 'dist/main.js', bin: { a: 'dist/other.js', again: './dist/main.js', admin: 'dist/admin.js' } },
      ['a=dist/main.js', 'admin=dist/admin.js'],
    ],
    ['nothing without a start script', { main: 'dist/main.js', bin: 'cli.js' }, []],
  ];
  it.each(binaries)('knows the programs of an application by %s', (_what, manifest, expected) => {
    const found = read({
      ...workspace(['a']),
      'a/package.json': json({ name: '@s/a', ...manifest }),
      'a/index.js': '',
    }).project('a');
    expect(found.binaries.map(({ name, entry }) => `${name}=${entry}`)).toEqual(expected);
    expect(found.kind).toBe(expected.length > 0 ? 'application' : 'library');
  });

  it('keeps a broken manifest as a project, with the problem', () => {
    const { name, problems } = read({ ...workspace(['a']), 'a/package.json': '{ "name": ' }).project('a');
    expect(name).toBe('a');
    expect(problems).toEqual([
      {
        what: 'is no valid JSON: value expected',
        where: { file: 'a/package.json', line: 1, column: 11 },
        fix: anyText,
      },
    ]);
  });

  const wrong: readonly (readonly [string, object, string])[] = [
    [
      'a path that leaves the repository',
      { dependencies: { x: 'file:../../x' } },
      '"x": "file:../../x" in "dependencies": the path leaves the repository',
    ],
    [
      'a path to nothing',
      { devDependencies: { x: 'link:../x' } },
      '"x": "link:../x" in "devDependencies": there is no x/package.json',
    ],
    [
      'a member that is none',
      { dependencies: { x: 'workspace:*' } },
      '"x": "workspace:*" in "dependencies": the workspace has no package x',
    ],
    ['a main elsewhere', { main: '../b/dist/main.js' }, '"main" is ../b/dist/main.js, which is not in the package'],
  ];
  it.each(wrong)('tells of %s', (_what, manifest, what) => {
    const { problems } = read({ ...workspace(['a']), 'a/package.json': json({ name: 'a', ...manifest }) }).project('a');
    expect(problems).toEqual([{ what, where: { file: 'a/package.json' }, fix: anyText }]);
  });

  it('tells of two packages with one name, on both', () => {
    const found = read({
      ...workspace(['a', 'b']),
      'a/package.json': json({ name: 'x' }),
      'b/package.json': json({ name: 'x' }),
    });
    expect(found.project('a').problems.map(({ what }) => what)).toEqual(['b/package.json names its package x as well']);
    expect(found.project('b').problems.map(({ what }) => what)).toEqual(['a/package.json names its package x as well']);
  });

  it('lists what lies outside of the project and what it needs, and can change its build', () => {
    const files = {
      ...workspace(['apps/*', 'libs/*']),
      '.npmrc': '',
      'tsconfig.base.json': '{}',
      'config/lib.json': '{}',
      'config/testkit.json': '{}',
      'vendor/packed.tgz': '',
      'apps/a/package.json': json({ name: 'a', dependencies: { lib: '*' }, devDependencies: { testkit: '*' } }),
      'apps/a/tsconfig.json': '{ "extends": "../../tsconfig.base.json", "references": [{ "path": "../../libs/lib" }] }',
      'libs/lib/package.json': json({ name: 'lib', dependencies: { packed: 'file:../../vendor/packed.tgz' } }),
      'libs/lib/tsconfig.json': '{ "extends": "../../config/lib.json" }',
      'libs/testkit/package.json': json({ name: 'testkit' }),
      'libs/testkit/tsconfig.json': '{ "extends": "../../config/testkit.json" }',
      'libs/other/package.json': json({ name: 'other' }),
    };
    const shared = ['.npmrc', 'package-lock.json', 'package.json'];
    expect(read(files).project('apps/a').applicable).toEqual(
      [...shared, 'config/lib.json', 'config/testkit.json', 'tsconfig.base.json', 'vendor/packed.tgz'].sort(),
    );
    expect(read(files).project('libs/other').applicable).toEqual(shared);
  });

  it('takes 1,000 projects in well under a second', () => {
    const names = Array.from({ length: 1000 }, (_value, index) => `p${String(index)}`);
    const members = names.flatMap((name, index): readonly [string, string][] => [
      [
        `libs/${name}/package.json`,
        json({ name, version: '1.0.0', dependencies: { p0: '^1.0.0', [`p${String(index >> 1)}`]: '*', zod: '^4' } }),
      ],
      [`libs/${name}/tsconfig.json`, '{ "extends": "../../tsconfig.base.json" }'],
    ]);
    const files: Files = { ...workspace(['libs/*']), 'tsconfig.base.json': '{}', ...Object.fromEntries(members) };
    const manifests = Object.keys(files).filter((path) => path.endsWith('package.json'));
    // A plain map: what is measured is the toolchain, not the tree that tests use.
    const reader = {
      read: (path: string) => files[path],
      isFile: (path: string) => path in files,
      list: (folder: string) => (`${folder}/tsconfig.json` in files ? ['tsconfig.json'] : []),
    };
    const begun = process.cpuUsage();
    const projects = node.recognise(manifests, reader);
    const found = node.dependencies(projects, reader);
    // Processor time: this may run beside other tests.
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(1);
    expect([projects.length, found.length]).toEqual([1000, 1997]);
  });
});

describe('dependencies', () => {
  it('come from every field, and one that is in two is needed for production', () => {
    const files = {
      ...workspace(['*']),
      'a/package.json': json({
        name: 'a',
        dependencies: { b: '1.0.0' },
        optionalDependencies: { c: '*' },
        peerDependencies: { d: '>=1', 'test-both': '*' },
        devDependencies: { e: '^1.0.0', 'jest-preset': '*', 'test-both': '*' },
      }),
      ...Object.fromEntries(
        ['b', 'c', 'd', 'e', 'jest-preset', 'test-both'].map((name) => [
          `${name}/package.json`,
          json({ name, version: '1.0.0' }),
        ]),
      ),
    };
    expect(edges(files)).toEqual([
      'a -> b',
      'a -> c',
      'a -> d',
      'a -> e',
      'a -> jest-preset (development)',
      'a -> test-both',
    ]);
  });

  it('stay in the workspace, and lead out of it only by a path', () => {
    const files = {
      'web/package.json': json({ workspaces: ['*'] }),
      'web/a/package.json': json({
        name: 'a',
        dependencies: { a: '*', b: '^2.0.0', c: '*', linked: 'file:../../vendor/linked' },
      }),
      'web/b/package.json': json({ name: 'b', version: '1.0.0' }),
      'vendor/linked/package.json': json({ name: 'linked', dependencies: { 'in-turn': '../in-turn' } }),
      'vendor/in-turn/package.json': json({ name: 'in-turn' }),
      'svc/c/package.json': json({ name: 'c' }),
      'svc/c/package-lock.json': '{}',
    };
    expect(edges(files)).toEqual(['vendor/linked -> vendor/in-turn', 'web/a -> vendor/linked']);
  });
});
