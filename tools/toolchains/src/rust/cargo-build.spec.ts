import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@slipway/kit/process';
import {
  fixture,
  removeWorkspace,
  runTool,
  writePlan,
  writeWorkspace,
  type Files,
  type Fixture,
} from '../testing/fixture.js';
import type { PrunePlan } from '../toolchain.js';
import { rust } from './index.js';
import { asTables, asText, parseToml } from '../toml.js';

/** A workspace in which what is dropped takes features and third-party packages with it, and in which one of those is replaced. */
const sources: Files = {
  'Cargo.toml': `[workspace]
resolver = "3"
members = ["apps/*", "libs/*"]
[workspace.package]
version = "1.2.3"
edition = "2024"
[workspace.dependencies]
arrayvec = { version = "0.7", default-features = false }
itoa = "1"
base = { path = "libs/base" }
[workspace.lints.rust]
missing_docs = "deny"
unsafe_code = "forbid"
unused_crate_dependencies = "deny"
[profile.release]
strip = true
[patch.crates-io]
void = { path = "libs/void" }
`,
  'apps/app/Cargo.toml': `[package]
name = "app"
version.workspace = true
edition.workspace = true
[lints]
workspace = true
[features]
default = ["long"]
long = ["scopeguard/use_std"]
[dependencies]
base.workspace = true
itoa.workspace = true
[build-dependencies]
marker = { path = "../../libs/marker" }
[dev-dependencies]
scopeguard = "1"
testkit = { path = "../../libs/testkit" }
`,
  'apps/app/build.rs': '//! Build.\nfn main() { println!("cargo::rustc-env=MARK={}", marker::mark!()); }\n',
  'apps/app/README.md': '# App\n',
  'apps/app/src/main.rs': `#![doc = include_str!("../README.md")]
fn main() {
    let number = itoa::Buffer::new().format(base::seven()).to_owned();
    println!("{} {number} {} {}", env!("CARGO_PKG_VERSION"), env!("MARK"), include_str!("word.txt"));
}
#[cfg(test)]
mod tests {
    use scopeguard as _;
    #[test]
    fn seven() { assert_eq!(base::seven(), testkit::seven()); }
}
`,
  'apps/app/src/word.txt': 'word',
  'apps/app/tests/whole.rs':
    '//! Whole.\nuse {base as _, itoa as _, scopeguard as _};\n#[test]\nfn seven() { assert_eq!(testkit::seven(), 7); }\n',
  'apps/other/Cargo.toml': `[package]
name = "other"
version.workspace = true
edition.workspace = true
[dependencies]
base.workspace = true
cfg-if = "1"
arrayvec = { workspace = true, features = ["zeroize"] }
`,
  'apps/other/src/main.rs': 'fn main() {}\n',
  'libs/base/Cargo.toml': `[package]
name = "base"
version.workspace = true
edition.workspace = true
[lints]
workspace = true
[dependencies]
arrayvec.workspace = true
unreachable = "1"
[dev-dependencies]
testkit = { path = "../testkit" }
`,
  'libs/base/src/lib.rs': `//! Base.
use arrayvec::ArrayVec;
use unreachable as _;
/// Seven.
pub fn seven() -> u32 { ArrayVec::from([3, 4]).iter().sum() }
`,
  'libs/marker/Cargo.toml':
    '[package]\nname = "marker"\nedition.workspace = true\n[lib]\nproc-macro = true\n[lints]\nworkspace = true\n',
  'libs/marker/src/lib.rs': `//! Marker.
/// The mark.
#[proc_macro]
pub fn mark(_: proc_macro::TokenStream) -> proc_macro::TokenStream { "\\"mark\\"".parse().expect("a literal") }
`,
  'libs/testkit/Cargo.toml':
    '[package]\nname = "testkit"\nedition.workspace = true\n[dependencies]\nbase.workspace = true\n',
  'libs/testkit/src/lib.rs': 'pub fn seven() -> u32 { base::seven() }\n',
  // The published package `unreachable` is compiled against this one: a stub in its place would not do.
  'libs/void/Cargo.toml':
    '[package]\nname = "void"\nversion = "1.0.2"\nedition = "2021"\n[features]\ndefault = ["std"]\nstd = []\n',
  'libs/void/src/lib.rs':
    '#[derive(Clone, Copy)]\npub enum Void {}\npub fn unreachable(void: Void) -> ! { match void {} }\n',
};

const isManifest = (path: string): boolean => path.endsWith('Cargo.toml');
const made: string[] = [];
let built = '';
let workspace: Fixture;

beforeAll(async () => {
  const root = keep(writeWorkspace(sources));
  await runTool('cargo', ['generate-lockfile'], root);
  built = keep(mkdtempSync(join(tmpdir(), 'slipway-cargo-target-')));
  workspace = fixture(rust, { ...sources, 'Cargo.lock': readFileSync(join(root, 'Cargo.lock'), 'utf8') }, isManifest);
}, 60_000);

afterAll(() => {
  made.forEach(removeWorkspace);
});

function keep(folder: string): string {
  made.push(folder);
  return folder;
}

/** Runs Cargo in a pruned workspace. What it says on standard error tells what was compiled. */
async function cargo(
  root: string,
  ...args: readonly string[]
): Promise<{ readonly stdout: string; readonly compiled: readonly string[] }> {
  const outcome = await run('cargo', args, { cwd: root, env: { CARGO_TARGET_DIR: built, RUSTFLAGS: undefined } });
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0)
    throw new Error(`cargo ${args.join(' ')}: ${JSON.stringify(outcome, null, 1)}`);
  const compiled = [...outcome.stderr.matchAll(/Compiling (\S+)/g)].map(([, name = '']) => name);
  return { stdout: outcome.stdout, compiled: compiled.sort() };
}

/** The packages of a lock, each as `name version source`. */
function locked(text: string): readonly string[] {
  const parsed = parseToml(text, 'Cargo.lock');
  if (parsed.kind === 'broken') throw new Error(parsed.problem.what);
  return asTables(parsed.table['package']).map((table) =>
    ['name', 'version', 'source'].map((key) => asText(table[key]) ?? '').join(' '),
  );
}

/** Puts a tier's files over a workspace; they are newer than all that has been compiled, as the Dockerfile makes them. */
function overlay(root: string, plan: PrunePlan, tier: 'libraries' | 'application'): void {
  const nothing = { ...plan, manifests: [], libraries: [], application: [] };
  cpSync(keep(writePlan({ ...nothing, [tier]: plan[tier] }, workspace.tree)), root, { recursive: true });
}

it('builds in three steps, third-party packages once and no stub for good', async () => {
  const plan = workspace.prune('apps/app');
  const root = keep(writePlan({ ...plan, libraries: [], application: [] }, workspace.tree));
  const full = locked(workspace.tree.read('Cargo.lock')!);
  const build = ['build', '--locked', '--offline', '--package', 'app', '--bin', 'app'] as const;
  const local = ['app', 'base', 'marker'];

  await cargo(root, 'fetch');
  const shrunk = locked(readFileSync(join(root, 'Cargo.lock'), 'utf8'));
  expect(shrunk.filter((entry) => !full.includes(entry))).toEqual([]);
  expect(full.filter((entry) => !shrunk.includes(entry)).map((entry) => entry.split(' ', 1)[0])).toEqual(
    expect.arrayContaining(['cfg-if', 'other', 'scopeguard', 'testkit', 'zeroize']),
  );

  expect((await cargo(root, ...build)).compiled).toEqual([
    'app',
    'arrayvec',
    'base',
    'itoa',
    'marker',
    'unreachable',
    'void',
  ]);
  overlay(root, plan, 'libraries');
  expect((await cargo(root, ...build)).compiled).toEqual(local);
  overlay(root, plan, 'application');
  expect((await cargo(root, ...build)).compiled).toEqual(['app']);
  expect(await runTool(join(built, 'debug/app'), [], root)).toBe('1.2.3 7 mark word');
}, 60_000);

it('runs the tests of a project', async () => {
  const root = keep(writePlan(workspace.prune('apps/app', 'test'), workspace.tree));
  await cargo(root, 'fetch');
  const { stdout } = await cargo(root, 'test', '--locked', '--offline', '--package', 'app');
  expect(stdout.match(/test .*seven \.\.\. ok/g)).toHaveLength(2);
}, 60_000);

it.each(['apps/other', 'libs/base', 'libs/marker', 'libs/testkit', 'libs/void'])(
  'builds %s',
  async (project) => {
    const root = keep(writePlan(workspace.prune(project), workspace.tree));
    await cargo(root, 'fetch');
    await cargo(root, 'check', '--locked', '--offline', '--package', workspace.project(project).name);
  },
  60_000,
);
