import { UserError } from '@slipway/kit';
import { fixture, type Files, type Fixture } from '../testing/fixture.js';
import type { ContextFile, PrunePlan, Purpose } from '../toolchain.js';
import { rust } from './index.js';

const isManifest = (path: string): boolean => path.endsWith('Cargo.toml');
const load = (files: Files): Fixture => fixture(rust, files, isManifest);

const files: Files = {
  'Cargo.toml': `[workspace]
resolver = "2"
members = ["apps/*", "libs/*"]
default-members = ["apps/other"]
exclude = ["libs/frozen", "attic"]
[workspace.package]
version = "0.1.0"
edition = "2021"
repository = "unused"
[workspace.dependencies]
itoa = "1"
other-only = "1"
base = { path = "libs/base" }
[workspace.lints.rust]
missing_docs = "deny"
[workspace.metadata.release]
sign = true
[profile.release]
strip = true
[patch.crates-io]
patched = { path = "libs/patched" }
unneeded = { path = "libs/unneeded" }
elsewhere = { git = "https://example.com/elsewhere" }
`,
  'Cargo.lock': `version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["base", "third"]
[[package]]
name = "third"
version = "1.0.0"
source = "registry"
dependencies = ["patched"]
[[package]]
name = "patched"
version = "1.0.0"
dependencies = ["below-patched"]
`,
  '.cargo/config.toml': '[build]\n',
  'rust-toolchain.toml': '[toolchain]\nchannel = "stable"\n',
  'README.md': '',
  'apps/app/Cargo.toml': `[package]
name = "app"
version.workspace = true
edition.workspace = true
default-run = "app"
[lints]
workspace = true
[features]
default = ["fast"]
fast = ["base/fast", "testkit/fast", "testkit?/fast"]
[dependencies]
base.workspace = true
third = "1"
[target.'cfg(unix)'.dependencies]
frozen = { path = "../../libs/frozen" }
[target.'cfg(windows)'.dev-dependencies]
testkit = { path = "../../libs/testkit" }
[dev-dependencies]
itoa.workspace = true
testkit = { path = "../../libs/testkit" }
[[test]]
name = "whole"
path = "tests/whole.rs"
[[bench]]
name = "speed"
harness = false
[[example]]
name = "shown"
`,
  'apps/app/build.rs': 'real',
  'apps/app/src/main.rs': '#![doc = include_str!("../README.md")]\n#![doc = include_str!("../../../README.md")]',
  'apps/app/src/bin/tool/main.rs': 'real',
  'apps/app/src/help.txt': 'real',
  'apps/app/README.md': 'real',
  'apps/app/tests/whole.rs': 'real',
  'apps/app/benches/speed.rs': 'real',
  'apps/app/examples/shown/main.rs': 'real',
  'apps/app/rustfmt.toml': 'real',
  'apps/app/inner/Cargo.toml': '[package]\nname = "inner"\n[workspace]\n',
  'apps/app/inner/Cargo.lock': 'version = 4\n',
  'apps/app/inner/src/lib.rs': 'real',
  'apps/other/Cargo.toml': '[package]\nname = "other"\n[dependencies]\nother-only.workspace = true\n',
  'apps/other/src/main.rs': 'real',
  'libs/base/Cargo.toml': `[package]
name = "base"
edition.workspace = true
[features]
fast = []
[dev-dependencies]
testkit = { path = "../testkit" }
`,
  'libs/base/src/lib.rs':
    '#![doc = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"))]\n#![doc = include_str!("../missing.md")]',
  'libs/base/README.md': 'real',
  'libs/base/tests/base.rs': 'real',
  'libs/frozen/Cargo.toml': '[package]\nname = "frozen"\n[lib]\nproc-macro = true\n',
  'libs/frozen/Cargo.lock': 'version = 4\n',
  'libs/frozen/src/lib.rs': 'real',
  'libs/testkit/Cargo.toml':
    '[package]\nname = "testkit"\n[dependencies]\nbase.workspace = true\n[features]\nfast = []\n',
  'libs/testkit/src/lib.rs': 'real',
  'libs/patched/Cargo.toml':
    '[package]\nname = "patched"\nversion = "1.0.0"\n[dependencies]\nbelow-patched = { path = "../below-patched" }\n',
  'libs/patched/src/lib.rs': 'real',
  'libs/below-patched/Cargo.toml': '[package]\nname = "below-patched"\n',
  'libs/below-patched/src/lib.rs': 'real',
  'libs/unneeded/Cargo.toml': '[package]\nname = "unneeded"\n[dependencies]\nbase.workspace = true\n',
  'libs/unneeded/src/lib.rs': 'real',
};

const paths = (tier: readonly ContextFile[]): readonly string[] => tier.map(({ path }) => path);
const textOf = (plan: PrunePlan, path: string): string => {
  const found = plan.manifests.find((file) => file.path === path);
  if (found?.kind !== 'write') throw new Error(`${path} is not written anew`);
  return found.text;
};

describe('for production', () => {
  const plan = load(files).prune('apps/app');

  it('keeps manifests, lock, settings, stubs, and the sources of what replaces third-party packages', () => {
    expect(paths(plan.manifests)).toEqual([
      '.cargo/config.toml',
      'Cargo.lock',
      'Cargo.toml',
      'apps/app/Cargo.toml',
      'apps/app/build.rs',
      'apps/app/src/bin/tool/main.rs',
      'apps/app/src/main.rs',
      'libs/base/Cargo.toml',
      'libs/base/src/lib.rs',
      'libs/below-patched/Cargo.toml',
      'libs/below-patched/src/lib.rs',
      'libs/frozen/Cargo.toml',
      'libs/frozen/src/lib.rs',
      'libs/patched/Cargo.toml',
      'libs/patched/src/lib.rs',
      'rust-toolchain.toml',
    ]);
  });

  it('keeps the sources of the libraries, with empty files for the documents that they show', () => {
    expect(plan.libraries).toEqual([
      { kind: 'write', path: 'libs/base/README.md', text: '', madeFrom: ['libs/base/src/lib.rs'] },
      { kind: 'copy', path: 'libs/base/src/lib.rs' },
      { kind: 'copy', path: 'libs/frozen/Cargo.lock' },
      { kind: 'copy', path: 'libs/frozen/src/lib.rs' },
    ]);
  });

  it('keeps the sources of the project itself, without tests and without the package nested in it', () => {
    expect(paths(plan.application)).toEqual([
      'README.md',
      'apps/app/README.md',
      'apps/app/build.rs',
      'apps/app/src/bin/tool/main.rs',
      'apps/app/src/help.txt',
      'apps/app/src/main.rs',
    ]);
  });

  it('stubs every target with source that compiles whatever the workspace denies', () => {
    expect(textOf(plan, 'apps/app/src/main.rs')).toMatch(
      /^\/\/! .*\n#!\[allow\(warnings, unused_crate_dependencies\)\]\nfn main\(\) \{\}\n$/,
    );
    expect(textOf(plan, 'apps/app/build.rs')).toContain('fn main() {}');
    expect(textOf(plan, 'libs/frozen/src/lib.rs')).not.toContain('main');
  });

  it('copies what replaces third-party packages, since others of these are compiled against it', () => {
    expect(plan.manifests).toContainEqual({ kind: 'copy', path: 'libs/patched/src/lib.rs' });
    expect(plan.manifests).toContainEqual({ kind: 'copy', path: 'libs/below-patched/src/lib.rs' });
  });

  it('writes a root that names only what is kept', () => {
    expect(textOf(plan, 'Cargo.toml')).toBe(`# Pruned from Cargo.toml.

[workspace]
resolver = "2"
members = [ "apps/app", "libs/base", "libs/below-patched", "libs/patched" ]
exclude = [ "libs/frozen" ]

[workspace.package]
version = "0.1.0"
edition = "2021"

[workspace.dependencies.base]
path = "libs/base"

[workspace.lints.rust]
missing_docs = "deny"

[profile.release]
strip = true

[patch.crates-io.patched]
path = "libs/patched"

[patch.crates-io.elsewhere]
git = "https://example.com/elsewhere"
`);
  });

  it('writes packages without what only tests need, and without the features of that', () => {
    expect(textOf(plan, 'apps/app/Cargo.toml')).toBe(`# Pruned from apps/app/Cargo.toml.

[package]
name = "app"
default-run = "app"
autotests = false
autobenches = false
autoexamples = false

[package.version]
workspace = true

[package.edition]
workspace = true

[lints]
workspace = true

[features]
default = [ "fast" ]
fast = [ "base/fast" ]

[dependencies]
third = "1"

[dependencies.base]
workspace = true

[target."cfg(unix)".dependencies.frozen]
path = "../../libs/frozen"
`);
  });

  it('names the project', () => {
    expect(plan.buildArguments).toEqual({ PROJECT: 'apps/app', BINARY: 'app' });
  });
});

describe('for tests', () => {
  const plan = load(files).prune('apps/app', 'test');

  it('keeps the tests of the project and what they need, not those of its libraries', () => {
    expect(paths(plan.application)).toEqual(expect.arrayContaining(['apps/app/tests/whole.rs', 'apps/app/README.md']));
    expect(paths(plan.libraries)).toContain('libs/testkit/src/lib.rs');
    expect(paths(plan.libraries)).not.toContain('libs/base/tests/base.rs');
    expect(textOf(plan, 'apps/app/Cargo.toml')).toContain('testkit?/fast');
    expect(textOf(plan, 'Cargo.toml')).toContain('itoa');
  });

  it('stubs the tests and examples that the manifest names', () => {
    expect(paths(plan.manifests)).toEqual(
      expect.arrayContaining(['apps/app/tests/whole.rs', 'apps/app/examples/shown/main.rs']),
    );
  });
});

describe('every plan', () => {
  const cases = (['production', 'test'] as const).flatMap((purpose) =>
    load(files)
      .recognition.projects.filter(({ problems }) => problems.length === 0)
      .map(({ root }): readonly [string, Purpose] => [root, purpose]),
  );

  it.each(cases)('holds only what is hashed for the project: %s for %s', (root, purpose) => {
    expect(load(files).unhashed(root, purpose)).toEqual([]);
  });

  it.each(cases)('has a path in one tier only, but for stubs: %s for %s', (root, purpose) => {
    const { manifests, libraries, application } = load(files).prune(root, purpose);
    const stubs = manifests
      .filter((file) => file.kind === 'write' && file.path.endsWith('.rs'))
      .map(({ path }) => path);
    const all = [
      ...paths(manifests).filter((path) => !stubs.includes(path)),
      ...paths(libraries),
      ...paths(application),
    ];
    expect(all).toEqual([...new Set(all)]);
    // A stub that nothing replaces would become the program.
    expect(stubs.filter((path) => !all.includes(path))).toEqual([]);
  });
});

describe('an edit', () => {
  const before = load(files).prune('apps/app');
  const after = (path: string, text: string): PrunePlan => load({ ...files, [path]: text }).prune('apps/app');

  it.each([
    ['of a document', 'apps/app/README.md'],
    ['of a test', 'apps/app/tests/whole.rs'],
    ['of a library that is not needed', 'libs/unneeded/src/lib.rs'],
    ['that adds a member', 'libs/new/src/lib.rs'],
  ])('%s changes nothing', (_title, path) => {
    expect(after(path, 'edited')).toEqual(before);
  });

  it.each([
    ["of another member's manifest", 'apps/other/Cargo.toml', '[package]\nname = "other"\n[dependencies]\nnew = "1"\n'],
    ['of what only others inherit', 'Cargo.toml', files['Cargo.toml']!.replace('other-only = "1"', 'other-only = "2"')],
    ['of a comment', 'libs/base/Cargo.toml', `# edited\n${files['libs/base/Cargo.toml']!}`],
    [
      "of a library's own tests",
      'libs/base/Cargo.toml',
      files['libs/base/Cargo.toml']!.replace('[dev-dependencies]', '[dev-dependencies]\nnew = "1"'),
    ],
  ])('%s changes nothing', (_title, path, text) => {
    expect(after(path, text)).toEqual(before);
  });

  it('of a dependency that is inherited changes the root', () => {
    const edited = files['Cargo.toml']!.replace('path = "libs/base"', 'path = "libs/base", default-features = false');
    expect(after('Cargo.toml', edited).manifests).not.toEqual(before.manifests);
  });
});

describe('a root that is a package itself', () => {
  const rooted: Files = {
    'Cargo.toml':
      '[package]\nname = "root"\nedition = "2021"\n[workspace]\n[dependencies]\nlib = { path = "lib" }\n[badges]\n',
    'Cargo.lock': 'version = 4\n',
    'src/main.rs': 'real',
    'lib/Cargo.toml': '[package]\nname = "lib"\n',
    'lib/src/lib.rs': 'real',
    'other/Cargo.toml': '[package]\nname = "other"\n',
    'other/src/main.rs': 'real',
  };
  const all = {
    ...rooted,
    'Cargo.toml': rooted['Cargo.toml']!.replace('[workspace]', '[workspace]\nmembers = ["other"]'),
  };

  it('keeps its package for itself', () => {
    const plan = load(rooted).prune('.');
    expect(textOf(plan, 'Cargo.toml')).toContain('name = "root"');
    expect(paths(plan.application)).toEqual(['src/main.rs']);
    expect(plan.buildArguments).toEqual({ PROJECT: '.', BINARY: 'root' });
  });

  it('becomes virtual for a member that does not need it, with the resolver of its edition', () => {
    const plan = load(all).prune('other');
    expect(textOf(plan, 'Cargo.toml')).toBe(
      '# Pruned from Cargo.toml.\n\n[workspace]\nresolver = "2"\nmembers = [ "other" ]\n',
    );
    expect(paths(plan.manifests)).not.toContain('src/main.rs');
  });
});

describe('what cannot be pruned', () => {
  const refuse = (changed: Files, root = 'apps/app'): string => {
    try {
      load({ ...files, ...changed }).prune(root);
    } catch (error) {
      if (error instanceof UserError) return error.message;
      throw error;
    }
    throw new Error('it was pruned');
  };

  it('is a workspace without a lock', () => {
    const { 'Cargo.lock': _lock, ...rest } = files;
    expect(() => load(rest).prune('apps/app')).toThrow('Cargo.toml: the workspace has no Cargo.lock');
  });

  it('is a package whose library is broken', () => {
    expect(refuse({ 'libs/base/Cargo.toml': '[package]\nname = "base' })).toMatch(/^libs\/base\/Cargo\.toml:2:\d+: /);
  });

  it('is a target whose source is no production file', () => {
    const manifest = `${files['apps/app/Cargo.toml']!}[[bin]]\nname = "shown"\npath = "examples/shown/main.rs"\n`;
    expect(refuse({ 'apps/app/Cargo.toml': manifest })).toMatch(
      /^apps\/app\/Cargo\.toml:\d+: .*"examples\/shown\/main\.rs" is not/,
    );
  });

  it('is a workspace with vendored packages', () => {
    const config = '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "vendor"\n';
    expect(refuse({ '.cargo/config.toml': config })).toMatch(/^\.cargo\/config\.toml:4: .*"vendor"/);
  });
});
