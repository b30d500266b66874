import { formatProblem } from '@slipway/kit';
import { fixture, type Files, type Fixture } from '../testing/fixture.js';
import { rust } from './index.js';

const load = (files: Files): Fixture => fixture(rust, files, (path) => path.endsWith('Cargo.toml'));
const package_ = (name: string, rest = ''): string => `[package]\nname = "${name}"\n${rest}`;

describe('problems', () => {
  it.each<[title: string, files: Files, text: string]>([
    ['a broken manifest, which is a project all the same', { 'a/Cargo.toml': '[package]\nname = ' }, 'a/Cargo.toml:2:'],
    [
      'a dependency out of the repository',
      { 'a/Cargo.toml': package_('a', '[dependencies]\n\nb = { path = "../../b" }\n'), 'a/src/lib.rs': '' },
      'a/Cargo.toml:5: the dependency "b" lies outside of the repository: ../b\n  move it',
    ],
    [
      'an absolute dependency',
      { 'a/Cargo.toml': package_('a', '[dependencies]\nb = { path = "/b" }\n'), 'a/src/lib.rs': '' },
      'a/Cargo.toml:4: the dependency "b" lies outside of the repository: /b',
    ],
    [
      'an inherited path without a package, in the file that says it',
      {
        'Cargo.toml': '[workspace]\nmembers = ["a"]\n[workspace.dependencies]\nb = { path = "b" }\n',
        'a/Cargo.toml': package_('a', '[dependencies]\nb.workspace = true\n'),
        'a/src/lib.rs': '',
      },
      'Cargo.toml:4: the dependency "b" has no manifest: b/Cargo.toml does not exist\n  correct its path',
    ],
    [
      'a package that its workspace does not know',
      { 'x/Cargo.toml': '[workspace]\nmembers = ["b*"]\n', 'x/a/Cargo.toml': package_('a'), 'x/a/src/lib.rs': '' },
      'x/a/Cargo.toml: the package is below the workspace of x/Cargo.toml, but no member of it\n  add "a" to members',
    ],
  ])('tell of %s', (_title, files, text) => {
    const { recognition } = load(files);
    expect(recognition.projects.flatMap(({ problems }) => problems.map(formatProblem))).toEqual([
      expect.stringContaining(text),
    ]);
  });

  it('of a broken root are those of each member', () => {
    const { recognition } = load({
      'Cargo.toml': '[workspace',
      'a/Cargo.toml': package_('a'),
      'a/src/lib.rs': '',
    });
    expect(recognition.projects.map(({ root, problems }) => [root, problems[0]?.where?.file])).toEqual([
      ['.', 'Cargo.toml'],
      ['a', 'Cargo.toml'],
    ]);
  });
});

it('takes vendored packages for what they are', () => {
  const { recognition } = load({
    'vendor/b/Cargo.toml': package_('b'),
    'vendor/b/src/lib.rs': '',
    'vendor/b/.cargo-checksum.json': '{}',
  });
  expect(recognition.projects).toEqual([]);
});

describe('applicable files', () => {
  const files: Files = {
    '.cargo/config.toml': '',
    'rust-toolchain': '',
    'rust/Cargo.toml': '[workspace]\nmembers = ["app", "lib"]\n',
    'rust/Cargo.lock': '',
    'rust/.cargo/config': '',
    'rust/clippy.toml': '',
    'rust/app/Cargo.toml': package_('app', '[dependencies]\nlib.path = "../lib"\n'),
    'rust/app/.cargo/config.toml': '',
    'rust/app/src/main.rs': '',
    'rust/lib/Cargo.toml': package_('lib', '[dependencies]\nfar.path = "../../other/far"\n'),
    'rust/lib/src/lib.rs': '',
    'other/Cargo.toml': '[workspace]\nmembers = ["far"]\n[workspace.package]\nedition = "2024"\n',
    'other/far/Cargo.toml': package_('far', 'edition.workspace = true\n'),
    'other/far/src/lib.rs': '',
    'alone/Cargo.toml': package_('alone'),
    'alone/Cargo.lock': '',
    'alone/src/main.rs': '',
  };

  it.each([
    [
      'rust/app',
      [
        '.cargo/config.toml',
        'other/Cargo.toml',
        'rust-toolchain',
        'rust/.cargo/config',
        'rust/Cargo.lock',
        'rust/Cargo.toml',
      ],
    ],
    ['other/far', ['.cargo/config.toml', 'other/Cargo.toml', 'rust-toolchain']],
    ['alone', ['.cargo/config.toml', 'rust-toolchain']],
  ])('of %s', (root, expected) => {
    expect(load(files).project(root).applicable).toEqual(expected);
  });

  it('of a package in another workspace travel with whoever needs it', () => {
    const fixture = load(files);
    expect(fixture.unhashed('rust/app')).toEqual([]);
    const written = fixture.prune('rust/app').manifests.find(({ path }) => path === 'other/Cargo.toml');
    expect(written).toMatchObject({ text: expect.stringContaining('edition = "2024"') as string });
  });
});

it('recognises a thousand packages in a fraction of a second', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `p${String(index)}`);
  const shared = names.map((name) => `${name} = { path = "p/${name}" }\n`).join('');
  const files = Object.fromEntries([
    ['Cargo.toml', `[workspace]\nmembers = ["p/*"]\n[workspace.dependencies]\n${shared}`],
    ...names.flatMap((name, index) => {
      const next = names[index + 1];
      const dependencies = next === undefined ? '' : `[dependencies]\n${next}.workspace = true\n`;
      return [
        [`p/${name}/Cargo.toml`, package_(name, dependencies)],
        [`p/${name}/src/lib.rs`, ''],
      ];
    }),
  ]) as Files;
  const start = performance.now();
  const { recognition } = load(files);
  const elapsedMs = performance.now() - start;
  expect([recognition.projects.length, recognition.dependencies.length]).toEqual([1000, 999]);
  expect(recognition.projects.flatMap(({ problems }) => problems)).toEqual([]);
  expect(elapsedMs).toBeLessThan(5000);
});
