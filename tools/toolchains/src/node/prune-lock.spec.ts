import { formatLock, type LockEntry, type PackageLock } from './lock.js';
import { pruneLock } from './prune-lock.js';

type Entries = Readonly<Record<string, LockEntry>>;

const head = { name: 'root', lockfileVersion: 3, requires: true };
const lockOf = (entries: Entries): PackageLock => ({
  file: 'package-lock.json',
  packages: new Map(Object.entries(entries)),
  head,
});
const link = (resolved: string): LockEntry => ({ resolved, link: true });
const registry = (version: string, rest: LockEntry = {}): LockEntry => ({
  version,
  integrity: `sha512-${version}`,
  ...rest,
});

/** Prunes to some members as they stand, and gives the places that are left, with their flags. */
function prune(entries: Entries, ...members: readonly string[]): Readonly<Record<string, string>> {
  const pruned = JSON.parse(pruneLock(lockOf(entries), kept(entries, members))) as { packages: Entries };
  return Object.fromEntries(
    Object.entries(pruned.packages).map(([location, entry]) => [
      location,
      ['dev', 'optional', 'devOptional', 'peer', 'inBundle'].filter((flag) => entry[flag] === true).join(' '),
    ]),
  );
}

function kept(entries: Entries, members: readonly string[]): ReadonlyMap<string, LockEntry> {
  return new Map([
    ['', { ...entries[''], workspaces: members }],
    ...members.map((member): [string, LockEntry] => [member, entries[member] ?? {}]),
  ]);
}

describe('pruneLock', () => {
  const two: Entries = {
    '': { name: 'root', workspaces: ['a', 'b'], devDependencies: { tool: '1' } },
    a: { version: '1.0.0', dependencies: { b: '*', deep: '2' }, devDependencies: { types: '1' } },
    b: { version: '1.0.0', dependencies: { deep: '1' } },
    'node_modules/a': link('a'),
    'node_modules/b': link('b'),
    'node_modules/deep': registry('1.0.0', { dependencies: { shared: '1' } }),
    'node_modules/shared': registry('1.0.0'),
    'node_modules/tool': registry('1.0.0', { dev: true, dependencies: { shared: '1', 'of-tool': '1' } }),
    'node_modules/of-tool': registry('1.0.0', { dev: true }),
    'node_modules/types': registry('1.0.0', { dev: true }),
    'a/node_modules/deep': registry('2.0.0', { dependencies: { shared: '2' } }),
    'a/node_modules/deep/node_modules/shared': registry('2.0.0'),
  };

  it('keeps what each member finds from where it is', () => {
    expect(prune(two, 'b')).toEqual({
      '': '',
      b: '',
      'node_modules/b': '',
      'node_modules/deep': '',
      'node_modules/of-tool': 'dev',
      'node_modules/shared': '',
      'node_modules/tool': 'dev',
    });
    expect(Object.keys(prune(two, 'a', 'b'))).toHaveLength(Object.keys(two).length);
  });

  it('gives back the text that npm wrote where everything is kept', () => {
    const lock = lockOf(two);
    expect(pruneLock(lock, kept(two, ['a', 'b']))).toBe(formatLock(head, lock.packages));
  });

  it('does not change when somebody else begins to use a package, for production too', () => {
    const more: Entries = {
      ...two,
      '': { ...two[''], workspaces: ['a', 'b', 'c'] },
      c: { version: '1.0.0', dependencies: { types: '1', 'of-tool': '1', new: '1' } },
      'node_modules/c': link('c'),
      'node_modules/new': registry('1.0.0'),
      'node_modules/of-tool': registry('1.0.0'),
      'node_modules/types': registry('1.0.0'),
    };
    expect(pruneLock(lockOf(more), kept(more, ['a', 'b']))).toBe(pruneLock(lockOf(two), kept(two, ['a', 'b'])));
  });

  it('keeps optional packages of every platform and peers, but not peers that are optional', () => {
    const entries: Entries = {
      '': { workspaces: ['a'] },
      a: { dependencies: { x: '1' }, devDependencies: { y: '1' } },
      'node_modules/a': link('a'),
      'node_modules/x': registry('1.0.0', {
        optionalDependencies: { 'x-linux': '1', 'x-win': '1' },
        peerDependencies: { peer: '1', maybe: '1', gone: '1' },
        peerDependenciesMeta: { maybe: { optional: true }, gone: { optional: true } },
      }),
      'node_modules/y': registry('1.0.0', { dependencies: { both: '1' } }),
      'node_modules/x-linux': registry('1.0.0', { os: ['linux'], optional: true, dependencies: { both: '1' } }),
      'node_modules/x-win': registry('1.0.0', { os: ['win32'], optional: true }),
      'node_modules/both': registry('1.0.0'),
      'node_modules/peer': registry('1.0.0'),
      'node_modules/maybe': registry('1.0.0'),
    };
    expect(prune(entries, 'a')).toEqual({
      '': '',
      a: '',
      'node_modules/a': '',
      'node_modules/both': 'devOptional',
      'node_modules/peer': 'peer',
      'node_modules/x': '',
      'node_modules/x-linux': 'optional',
      'node_modules/x-win': 'optional',
      'node_modules/y': 'dev',
    });
  });

  it('keeps what a package brings bundled, named by its manifest or not', () => {
    const entries: Entries = {
      '': { workspaces: ['a'] },
      a: { dependencies: { x: '1' } },
      'node_modules/a': link('a'),
      'node_modules/other': registry('1.0.0'),
      'node_modules/other/node_modules/bundled': registry('1.0.0', { inBundle: true }),
      'node_modules/x': registry('1.0.0', { bundleDependencies: ['in'], dependencies: { in: '1' } }),
      'node_modules/x/node_modules/in': registry('1.0.0', { inBundle: true }),
      'node_modules/x/node_modules/unnamed': registry('1.0.0', { inBundle: true }),
      'node_modules/x/node_modules/unnamed/node_modules/deeper': registry('1.0.0', { inBundle: true }),
    };
    expect(Object.keys(prune(entries, 'a')).filter((location) => location.includes('x'))).toHaveLength(4);
    expect(Object.keys(prune(entries, 'a')).some((location) => location.includes('other'))).toBe(false);
  });

  it('keeps a linked folder outside of the workspace, with its own node_modules', () => {
    const entries: Entries = {
      '': { dependencies: { lib: 'file:../lib' } },
      '../lib': { version: '1.0.0', dependencies: { ms: '2' }, devDependencies: { lint: '1' } },
      '../lib/node_modules/ms': registry('2.0.0'),
      '../lib/node_modules/lint': registry('1.0.0', { dev: true }),
      '../lib/node_modules/unused': registry('1.0.0'),
      'node_modules/lib': link('../lib'),
      'node_modules/ms': registry('1.0.0'),
    };
    const pruned = pruneLock(
      lockOf(entries),
      new Map(['', '../lib'].map((location) => [location, entries[location] ?? {}])),
    );
    expect(Object.keys((JSON.parse(pruned) as { packages: Entries }).packages)).toEqual([
      '',
      '../lib',
      '../lib/node_modules/lint',
      '../lib/node_modules/ms',
      'node_modules/lib',
    ]);
  });

  it('refuses where a package from the registry needs one of ours that is not kept', () => {
    const entries: Entries = {
      '': { workspaces: ['a', 'core'] },
      a: { dependencies: { plugin: '1' } },
      core: { version: '1.0.0' },
      'node_modules/a': link('a'),
      'node_modules/core': link('core'),
      'node_modules/plugin': registry('1.0.0', { peerDependencies: { core: '1' } }),
    };
    expect(() => prune(entries, 'a')).toThrow(
      'node_modules/plugin needs core of this workspace (core), which the project does not depend on',
    );
    expect(Object.keys(prune(entries, 'a', 'core'))).toHaveLength(6);
  });

  it('leaves a lock out of date that is', () => {
    const entries: Entries = {
      '': { workspaces: ['a'] },
      a: { dependencies: { missing: '1' } },
      'node_modules/a': link('a'),
    };
    expect(prune(entries, 'a')).toEqual({ '': '', a: '', 'node_modules/a': '' });
  });
});
