import { posix } from 'node:path';
import { run } from '@slipway/kit/process';
import { fixture, removeWorkspace, runTool, writeWorkspace, type Files } from '../testing/fixture.js';
import { rust } from './index.js';

/** Each file's text is the only thing that differs from one package to the next, so they are written short. */
const package_ = (name: string, rest = ''): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;

/** A virtual workspace with every way to name a dependency and a member. */
const virtual: Files = {
  'Cargo.toml': `\uFEFF# the root
[workspace]
resolver = "2"
members = ["apps/*", "./libs/**/core-?", "tools/[ab]*", "tools/listed/"]
exclude = ["apps/excluded", "libs/nested", "tools/listed/never"]
default-members = ["apps/server"]
[workspace.package]
version = "1.2.3"
edition = "2021"
description = "Said once."
[workspace.dependencies]
shared = { path = "libs/shared", default-features = false }
renamed = { package = "real-name", path = "libs/renamed" }
unused = { path = "libs/does-not-exist" }
`,
  'Cargo.lock': 'version = 4\n',
  'apps/server/Cargo.toml': `[package]
name = "server"
version.workspace = true
edition = { workspace = true }
description.workspace = true
[[bin]]
name = "named"
path = "src/main.rs"
[[bin]]
name = "two"
[dependencies]
shared = { workspace = true, default-features = false }
renamed.workspace = true
extra = { path = "../../libs/extra", optional = true }
[dependencies.core-a]
path = "../../libs/deep/core-a"
[target.'cfg(windows)'.dependencies]
only-windows = { path = "../../libs/only-windows" }
[target."x86_64-unknown-linux-gnu".build-dependencies]
generator = { path = "../../libs/generator" }
[dev-dependencies]
testkit = { path = "../../libs/testkit" }
extra = { path = "../../libs/extra" }
shared = { workspace = true }
`,
  'apps/server/src/main.rs': 'fn main() {}',
  'apps/server/src/bin/one.rs': 'fn main() {}',
  'apps/server/src/bin/two/main.rs': 'fn main() {}',
  'apps/server/src/bin/three/helper.rs': '',
  'apps/server/src/bin/.hidden.rs': 'fn main() {}',
  'apps/server/src/bin/readme.md': '',
  'apps/.dotted/Cargo.toml': package_('dotted'),
  'apps/.dotted/src/lib.rs': '',
  'apps/excluded/Cargo.toml': package_('excluded', '[dependencies]\nshared = { path = "../../libs/shared" }\n'),
  'apps/excluded/src/main.rs': 'fn main() {}',
  'libs/shared/Cargo.toml': package_(
    'shared',
    '[dependencies]\ninside = { path = "../../libs/nested/inside" }\n',
  ).replaceAll('\n', '\r\n'),
  'libs/shared/src/lib.rs': '',
  'libs/renamed/Cargo.toml': package_('real-name', '[lib]\nname = "other"\npath = "lib.rs"\n'),
  'libs/renamed/lib.rs': '',
  'libs/extra/Cargo.toml': package_('extra'),
  'libs/extra/src/lib.rs': '',
  'libs/deep/core-a/Cargo.toml': package_('core-a', '[lib]\nproc-macro = true\n'),
  'libs/deep/core-a/src/lib.rs': '',
  'libs/only-windows/Cargo.toml': package_('only-windows'),
  'libs/only-windows/src/lib.rs': '',
  'libs/generator/Cargo.toml': package_('generator', 'autobins = false\n'),
  'libs/generator/src/lib.rs': '',
  'libs/generator/src/main.rs': 'fn main() {}',
  // A cycle that Cargo allows: what tests need may need the package that it tests.
  'libs/testkit/Cargo.toml': package_(
    'testkit',
    '[dependencies]\nserver-model = { package = "core-a", path = "../deep/core-a" }\n[dev-dependencies]\nshared = { path = "../shared" }\n',
  ),
  'libs/testkit/src/lib.rs': '',
  'libs/nested/Cargo.toml': '[workspace]\nmembers = ["inside"]\n[workspace.package]\nversion = "9.0.0"\n',
  'libs/nested/inside/Cargo.toml': '[package]\nname = "inside"\nversion.workspace = true\n',
  'libs/nested/inside/src/lib.rs': '',
  'tools/alpha/Cargo.toml':
    '[package]\nname = "alpha"\nversion = "0.0.1"\n[[bin]]\nname = "stated"\npath = "src/stated.rs"\n',
  'tools/alpha/src/stated.rs': 'fn main() {}',
  'tools/alpha/src/main.rs': 'fn main() {}',
  'tools/beta/Cargo.toml':
    '[package]\nname = "beta"\nautobins = true\n[[bin]]\nname = "stated"\npath = "src/stated.rs"\n',
  'tools/beta/src/stated.rs': 'fn main() {}',
  'tools/beta/src/main.rs': 'fn main() {}',
  'tools/listed/Cargo.toml': package_('listed', 'build = "make/it.rs"\n'),
  'tools/listed/src/lib.rs': '',
  'tools/listed/make/it.rs': 'fn main() {}',
};

/** A root that is a package too, with a workspace that a sibling joins by pointing at it. */
const rooted: Files = {
  'rust/Cargo.toml': `[package]
name = "rooted"
version = "0.1.0"
edition = "2024"
autolib = false
[workspace]
members = ["crates/first", "../elsewhere/joined"]
default-members = ["crates/first"]
exclude = ["crates"]
[dependencies]
second = { path = "crates/second" }
first.path = "crates/first"
`,
  'rust/Cargo.lock': 'version = 4\n',
  'rust/src/main.rs': 'fn main() {}',
  'rust/src/lib.rs': '',
  'rust/crates/first/Cargo.toml': package_(
    'first',
    '[dependencies]\njoined = { path = "../../../elsewhere/joined" }\n',
  ),
  'rust/crates/first/src/lib.rs': '',
  'rust/crates/second/Cargo.toml': package_('second'),
  'rust/crates/second/src/lib.rs': '',
  'elsewhere/joined/Cargo.toml': package_('joined', 'workspace = "../../rust"\n'),
  'elsewhere/joined/src/lib.rs': '',
};

interface Metadata {
  readonly workspace_root: string;
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly description: string | null;
    readonly manifest_path: string;
    readonly targets: readonly { readonly kind: readonly string[]; readonly name: string; readonly src_path: string }[];
    readonly dependencies: readonly { readonly path?: string; readonly kind: string | null }[];
  }[];
}

interface Answer {
  readonly root: string;
  readonly name: string;
  readonly version: string;
  readonly description: string | null;
  /** The folder of its workspace's root manifest. */
  readonly workspace: string;
  readonly binaries: readonly string[];
  readonly dependencies: readonly string[];
}

const isManifest = (path: string): boolean => path.endsWith('Cargo.toml');
const metadataArgs = ['metadata', '--no-deps', '--offline', '--format-version', '1', '--manifest-path'];

/** What the real Cargo says of the package that a manifest declares. */
async function ask(root: string, manifest: string): Promise<Answer> {
  const metadata = JSON.parse(await runTool('cargo', [...metadataArgs, manifest], root)) as Metadata;
  const found = metadata.packages.find((candidate) => posix.relative(root, candidate.manifest_path) === manifest);
  if (found === undefined) throw new Error(`cargo does not count ${manifest} among its workspace's packages`);
  const folder = posix.dirname(manifest);
  return {
    root: folder,
    name: found.name,
    version: found.version,
    description: found.description,
    workspace: posix.relative(root, metadata.workspace_root) || '.',
    binaries: found.targets
      .filter(({ kind }) => kind.includes('bin'))
      .map(({ name, src_path }) => `${name} ${posix.relative(`${root}/${folder}`, src_path)}`)
      .sort(),
    dependencies: edges(
      found.dependencies
        .filter(({ path }) => path !== undefined)
        .map(({ path = '', kind }) => [posix.relative(root, path), kind === 'dev' ? 'development' : 'production']),
    ),
  };
}

/** `folder kind` for each target, the stronger kind where there are both. */
function edges(pairs: readonly (readonly [string, string])[]): readonly string[] {
  const strong = new Set(pairs.filter(([, kind]) => kind === 'production').map(([target]) => target));
  return [...new Set(pairs.map(([target]) => `${target} ${strong.has(target) ? 'production' : 'development'}`))].sort();
}

describe.each([
  ['a virtual workspace', virtual],
  ['a workspace whose root is a package', rooted],
])('%s', (_title, files) => {
  const { recognition } = fixture(rust, files, isManifest);
  let root = '';
  beforeAll(() => void (root = writeWorkspace(files)));
  afterAll(() => {
    removeWorkspace(root);
  });

  it.each(recognition.projects)('$root is what cargo metadata says', async (project) => {
    expect(project.problems).toEqual([]);
    const { workspace, ...answer } = await ask(root, project.manifest);
    const own = recognition.dependencies.filter(({ source }) => source === project.root);
    expect({
      root: project.root,
      name: project.name,
      version: project.version ?? '0.0.0',
      description: project.description ?? null,
      binaries: project.binaries.map(({ name, entry }) => `${name} ${entry}`).sort(),
      dependencies: edges(own.map(({ target, kind }) => [target, kind])),
    }).toEqual(answer);
    const shared = ['Cargo.lock', 'Cargo.toml']
      .map((name) => posix.join(workspace, name))
      .filter((path) => path in files);
    const foreign = project.applicable.filter((path) => !shared.includes(path) && isManifest(path));
    expect(project.applicable).toEqual(workspace === project.root ? foreign : [...shared, ...foreign].sort());
  });

  it('has every package that the files declare', () => {
    const packages = Object.entries(files).filter(([path, text]) => isManifest(path) && text.includes('[package]'));
    expect(recognition.projects.map(({ manifest }) => manifest).sort()).toEqual(packages.map(([path]) => path).sort());
  });
});

/** Workspaces that Cargo refuses, each for one reason. The manifest that must carry the problem is `a/Cargo.toml`. */
const refused: Readonly<Record<string, Files>> = {
  'not valid TOML': { 'a/Cargo.toml': '[package\nname = "a"', 'a/src/lib.rs': '' },
  'no name': { 'a/Cargo.toml': '[package]\nversion = "0.1.0"\n', 'a/src/lib.rs': '' },
  'nothing to compile': { 'a/Cargo.toml': package_('a') },
  'a library that is switched off': { 'a/Cargo.toml': package_('a', 'autolib = false\n'), 'a/src/lib.rs': '' },
  'no member of the workspace above': {
    'Cargo.toml': '[workspace]\nmembers = ["b"]\n',
    'a/Cargo.toml': package_('a'),
    'a/src/lib.rs': '',
    'b/Cargo.toml': package_('b'),
    'b/src/lib.rs': '',
  },
  'a path without a package': {
    'a/Cargo.toml': package_('a', '[dependencies]\nb.path = "../b"\n'),
    'a/src/lib.rs': '',
  },
  'a dependency that the workspace lacks': {
    'Cargo.toml': '[workspace]\nmembers = ["a"]\n',
    'a/Cargo.toml': package_('a', '[dependencies]\nb.workspace = true\n'),
    'a/src/lib.rs': '',
  },
  'a version that the workspace lacks': {
    'Cargo.toml': '[workspace]\nmembers = ["a"]\n',
    'a/Cargo.toml': '[package]\nname = "a"\nversion.workspace = true\n',
    'a/src/lib.rs': '',
  },
  'a broken root': { 'Cargo.toml': '[workspace]\nmembers = [', 'a/Cargo.toml': package_('a'), 'a/src/lib.rs': '' },
};

it.each(Object.entries(refused))('%s: refused by Cargo, and a problem', async (_title, files) => {
  const root = writeWorkspace(files);
  const args = ['tree', '--offline', '--manifest-path', 'a/Cargo.toml'];
  const outcome = await run('cargo', args, { cwd: root });
  removeWorkspace(root);
  expect(outcome).toMatchObject({ kind: 'exited', exitCode: 101 });
  expect(fixture(rust, files, isManifest).project('a').problems).toHaveLength(1);
});
