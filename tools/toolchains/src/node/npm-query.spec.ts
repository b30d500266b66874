import { posix } from 'node:path';
import { REAL_TOOL_TIMEOUT_MS, removeWorkspace, type Files } from '../testing/fixture.js';
import { json, npmWorkspace } from '../testing/npm.js';

interface QueriedPackage {
  readonly location: string;
  readonly name: string;
  readonly to: readonly string[];
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly link?: boolean; readonly resolved?: string }>>;
}

/** What npm says of a workspace: its members, and which of them each gets under its node_modules. */
async function askNpm(files: Files): Promise<{ readonly npm: unknown; readonly ours: unknown }> {
  const workspace = npmWorkspace(files);
  try {
    await workspace.npm('install', '--package-lock-only', '--ignore-scripts');
    const members = JSON.parse(
      await workspace.npm('query', '.workspace', '--package-lock-only'),
    ) as readonly QueriedPackage[];
    const { tree, recognition } = workspace.recognise();
    const { packages } = JSON.parse(tree.read('package-lock.json') ?? '') as Lock;
    const targetOf = (location: string): string | undefined =>
      packages[location]?.link === true ? packages[location].resolved : undefined;
    // A package that depends on itself is nobody's edge.
    const needsOf = ({ location, to }: QueriedPackage): readonly string[] =>
      to.flatMap((at) => targetOf(at) ?? []).filter((target) => target !== location);
    const npm = members.map((found) => ({ root: found.location, name: found.name, needs: [...needsOf(found)].sort() }));
    const ours = recognition.projects.map(({ root, name }) => ({
      root,
      name,
      needs: recognition.dependencies.filter(({ source }) => source === root).map(({ target }) => target),
    }));
    return { npm: npm.sort((a, b) => (a.root < b.root ? -1 : 1)), ours };
  } finally {
    removeWorkspace(workspace.root);
  }
}

const member = (folder: string, manifest: object = {}): Files => ({
  [`${folder}/package.json`]: json({ name: posix.basename(folder), version: '1.0.0', ...manifest }),
});

describe('recognise and dependencies, against npm', () => {
  const workspaces: readonly (readonly [string, Files])[] = [
    [
      'globs',
      {
        'package.json': json({
          name: 'root',
          workspaces: [
            './apps/*',
            '/libs/**',
            '!libs/excluded/**',
            '!libs/deep/back',
            'libs/deep/back',
            'tools/{a,b}/',
            '!!more/c',
            'tools/nothing',
          ],
        }),
        ...member('apps/one'),
        ...member('apps/one/inner'),
        ...member('apps/.hidden'),
        ...member('apps/two/node_modules/three'),
        ...member('libs/four'),
        ...member('libs/excluded'),
        ...member('libs/excluded/five'),
        ...member('libs/deep/back'),
        ...member('libs/deep/node_modules/six'),
        ...member('libs/deep/x/y/z'),
        ...member('tools/a'),
        ...member('tools/b'),
        ...member('tools/c'),
        ...member('more/c', { name: '@scope/c' }),
      },
    ],
    [
      'the object form, with ranges, aliases, peers and paths',
      {
        'package.json': json({
          name: 'root',
          workspaces: { packages: ['*', '!vendor'] },
          devDependencies: { range: '*' },
        }),
        ...member('range', { version: '1.5.0' }),
        ...member('beta', { version: '2.0.0-beta.1' }),
        ...member('bare', { version: undefined }),
        // Names that the registry has as well: the version decides which of the two it is.
        ...member('ms', { version: '9.0.0' }),
        ...member('isarray', { version: '9.0.0' }),
        ...member('user', {
          dependencies: { range: '^1.0.0', ms: '^2.0.0', bare: '', linked: 'file:../linked' },
          optionalDependencies: { beta: '>=2.0.0-alpha' },
          peerDependencies: { peer: '1.x', absent: '*' },
          peerDependenciesMeta: { absent: { optional: true } },
          devDependencies: { tool: '*', user: '*' },
        }),
        ...member('alias', { dependencies: { isarray: 'npm:ms@^2.0.0', range: 'npm:isarray@^1.0.0' } }),
        ...member('major', { dependencies: { ms: '9', isarray: '>=1 <10' } }),
        ...member('peer', { dependencies: { range: '1.5.0 || 3' } }),
        ...member('tool', { dependencies: { bare: '*' } }),
        ...member('linked', { dependencies: { range: 'v1.5.0' } }),
      },
    ],
  ];
  it.each(workspaces)(
    'agrees on %s',
    async (_what, files) => {
      const { npm, ours } = await askNpm(files);
      expect(ours).toEqual(npm);
    },
    REAL_TOOL_TIMEOUT_MS,
  );
});
