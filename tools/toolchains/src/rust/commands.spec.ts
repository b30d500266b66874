import { fixture, type Files } from '../testing/fixture.js';
import type { Command } from '../toolchain.js';
import { rust } from './index.js';

/** A package's commands by their kind, as somebody would type them. */
function commands(files: Files, root: string): Readonly<Record<string, string>> {
  const workspace = fixture(rust, files, (path) => path.endsWith('Cargo.toml'));
  return Object.fromEntries(
    rust.commands(workspace.project(root), workspace.tree).map((command) => [command.kind, typed(command)]),
  );
}

function typed({ action, cwd, outputs, mode }: Command): string {
  const line = action.kind === 'program' ? [action.program, ...action.args].join(' ') : action.script;
  return `${cwd}$ ${line} > ${outputs.join(' ')} (${mode})`;
}

const files: Files = {
  'rust/Cargo.toml': '[workspace]\nmembers = ["*"]\n',
  'rust/app/Cargo.toml': '[package]\nname = "my-app"\n',
  'rust/app/src/main.rs': '',
  'rust/app/src/bin/other.rs': '',
  'rust/lib/Cargo.toml': '[package]\nname = "lib"\n',
  'rust/lib/src/lib.rs': '',
  'rust/tools/Cargo.toml': '[package]\nname = "tools"\n',
  'rust/tools/src/bin/one.rs': '',
  'rust/tools/src/bin/two.rs': '',
};

it('of a library, in the folder of its workspace', () => {
  expect(commands(files, 'rust/lib')).toEqual({
    build: 'rust$ cargo build --release --package lib >  (task)',
    lint: 'rust$ cargo clippy --package lib --all-targets --no-deps -- --deny warnings >  (task)',
    fmt: 'rust$ cargo fmt --package lib >  (change)',
    test: 'rust$ cargo test --package lib >  (task)',
    coverage: 'rust$ cargo-llvm-cov llvm-cov --package lib >  (task)',
  });
});

it('of an application, which can be served and leaves its programs behind', () => {
  expect(commands(files, 'rust/app')).toMatchObject({
    build: 'rust$ cargo build --release --package my-app > rust/target/release/my-app rust/target/release/other (task)',
    serve: 'rust$ cargo run --package my-app --bin my-app >  (server)',
  });
});

it.each(['tests/integration.rs', 'tests/integration/main.rs'])('has an integration suite by %s', (path) => {
  expect(commands({ ...files, [`rust/lib/${path}`]: '' }, 'rust/lib')['integration']).toBe(
    'rust$ cargo test --package lib --test integration -- --include-ignored >  (task)',
  );
});

it('has suites for features and benches where they are', () => {
  const found = commands({ ...files, 'rust/lib/tests/bdd.rs': '', 'rust/lib/benches/b.rs': '' }, 'rust/lib');
  expect(found['bdd']).toBe('rust$ cargo test --package lib --test bdd >  (task)');
  expect(found['bench']).toBe('rust$ cargo bench --package lib --benches >  (task)');
});

it('serve nothing where nobody can tell which program is meant', () => {
  expect(Object.keys(commands(files, 'rust/tools'))).not.toContain('serve');
});

it('leave results where the settings say', () => {
  const settings = { ...files, '.cargo/config.toml': '[build]\ntarget-dir = "out"\n' };
  expect(commands(settings, 'rust/app')['build']).toContain('> out/release/my-app out/release/other');
});

it('of a broken manifest are none', () => {
  expect(commands({ 'a/Cargo.toml': '[' }, 'a')).toEqual({});
});
