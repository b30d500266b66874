import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixture, removeWorkspace, runTool, writePlan, writeWorkspace, type Files } from '../testing/fixture.js';
import { rust } from './index.js';

/** A workspace below the repository's root, whose own root is a package, with packages of another workspace and of none. */
const sources: Files = {
  'rust/Cargo.toml': `cargo-features = []
[package]
name = "rooted"
version = "0.1.0"
edition = "2021"
[workspace]
members = ["crates/*"]
exclude = ["crates/alone"]
[workspace.dependencies]
deep = { path = "crates/deep" }
[dependencies]
deep.workspace = true
[features]
extra = []
[profile.release.package.rooted]
opt-level = 1
`,
  'rust/src/main.rs': 'fn main() { println!("rooted {}", deep::word()); }\n',
  'rust/crates/deep/Cargo.toml': `[package]
name = "deep"
[dependencies]
far = { path = "../../../other/far" }
alone = { path = "../alone" }
[target.'cfg(windows)'.dependencies]
nowhere = { path = "../nowhere" }
`,
  'rust/crates/deep/src/lib.rs':
    'extern crate far;\nextern crate alone;\npub fn word() -> String { format!("{} {}", far::word(), alone::word()) }\n',
  'rust/crates/nowhere/Cargo.toml': '[package]\nname = "nowhere"\nedition = "2024"\n',
  'rust/crates/nowhere/src/lib.rs': '',
  'rust/crates/alone/Cargo.toml': '[package]\nname = "alone"\nedition = "2018"\n[lib]\npath = "alone.rs"\n',
  'rust/crates/alone/alone.rs': 'pub fn word() -> &\'static str { "alone" }\n',
  'rust/crates/tool/Cargo.toml': '[package]\nname = "tool"\n[[bin]]\nname = "tool"\npath = "tool.rs"\n',
  'rust/crates/tool/tool.rs': 'fn main() { println!("tool"); }\n',
  'other/Cargo.toml':
    '[workspace]\nmembers = ["far", "unneeded"]\n[workspace.package]\nedition = "2021"\nversion = "3.0.0"\n',
  'other/far/Cargo.toml': '[package]\nname = "far"\nedition.workspace = true\nversion.workspace = true\n',
  'other/far/src/lib.rs': 'pub fn word() -> &\'static str { concat!("far ", env!("CARGO_PKG_VERSION")) }\n',
  'other/unneeded/Cargo.toml': '[package]\nname = "unneeded"\n',
  'other/unneeded/src/lib.rs': '',
};

it.each([
  ['rust', 'rooted', 'rooted far 3.0.0 alone'],
  ['rust/crates/tool', 'tool', 'tool'],
])('builds %s with its lock', async (project, name, says) => {
  const whole = writeWorkspace(sources);
  await runTool('cargo', ['generate-lockfile', '--offline', '--manifest-path', 'rust/Cargo.toml'], whole);
  const lock = readFileSync(join(whole, 'rust/Cargo.lock'), 'utf8');
  const workspace = fixture(rust, { ...sources, 'rust/Cargo.lock': lock }, (path) => path.endsWith('Cargo.toml'));
  expect(workspace.unhashed(project)).toEqual([]);
  const root = writePlan(workspace.prune(project), workspace.tree);
  // Resolves, and so shrinks the lock.
  await runTool('cargo', ['fetch', '--offline', '--manifest-path', `${project}/Cargo.toml`], root);
  const run = ['run', '--quiet', '--locked', '--offline', '--manifest-path', `${project}/Cargo.toml`, '--bin', name];
  expect(await runTool('cargo', run, root)).toBe(says);
  [whole, root].forEach(removeWorkspace);
});
