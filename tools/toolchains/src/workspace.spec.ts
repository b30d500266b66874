import { memoryTree } from './memory-tree.js';
import { builtinToolchains } from './registry.js';
import { recogniseWorkspace } from './workspace.js';

function recognise(files: Readonly<Record<string, string>>) {
  return recogniseWorkspace(builtinToolchains, Object.keys(files), memoryTree(files));
}

const crate = (name: string): string => `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2024"\n`;

test('projects of four languages, with the name that project.json gives before that of the manifest', () => {
  const { projects } = recognise({
    'a/Cargo.toml': crate('core'),
    'a/src/main.rs': '',
    'b/go.mod': 'module example.org/x/api-go\n\ngo 1.26\n',
    'b/main.go': 'package main\n',
    'c/pyproject.toml': '[project]\nname = "api-python"\nversion = "1"\n',
    'package.json': '{"name": "root", "private": true, "workspaces": ["d"]}',
    'd/package.json': '{"name": "@x/web", "version": "1.0.0", "scripts": {"start": "node ."}}',
    'd/project.json': '{"name": "web"}',
  });
  expect(projects.map(({ name, toolchain }) => [toolchain.name, name])).toEqual([
    ['rust', 'core'],
    ['go', 'api-go'],
    ['python', 'api-python'],
    ['node', 'web'],
  ]);
});

test('two projects of one name cost nobody the graph: those that nobody named are called by their folders', () => {
  const { projects } = recognise({
    'libs/rust/config/Cargo.toml': crate('config'),
    'libs/go/config/go.mod': 'module example.org/config\n\ngo 1.26\n',
    'package.json': '{"name": "root", "private": true, "workspaces": ["libs/node/*"]}',
    'libs/node/config/package.json': '{"name": "config", "version": "1.0.0"}',
    'libs/node/config/project.json': '{"name": "config"}',
  });
  expect(projects.map(({ name }) => name).sort()).toEqual(['config', 'libs-go-config', 'libs-rust-config']);
});

test('a folder with manifests of several toolchains is one project: an application before a library, then the first', () => {
  const { projects } = recognise({
    'x/Cargo.toml': crate('x'),
    'x/src/lib.rs': '',
    'package.json': '{"name": "root", "private": true, "workspaces": ["x"]}',
    'x/package.json': '{"name": "x", "version": "1.0.0", "scripts": {"start": "node ."}, "main": "dist/main.js"}',
    'y/Cargo.toml': crate('y'),
    'y/src/lib.rs': '',
    'y/pyproject.toml': '[project]\nname = "y"\nversion = "1"\n',
  });
  expect(projects.map(({ project, toolchain }) => [project.root, toolchain.name])).toEqual([
    ['x', 'node'],
    ['y', 'rust'],
  ]);
});

test('a broken manifest costs its own project a problem with file and line, and no other project anything', () => {
  const { projects } = recognise({
    'bad/Cargo.toml': '[package]\nname = "bad\n',
    'package.json': '{"name": "root", "private": true, "workspaces": ["worse"]}',
    'worse/package.json': '{"name": "worse",}',
    'good/Cargo.toml': crate('good'),
    'good/src/lib.rs': '',
  });
  const problems = Object.fromEntries(projects.map(({ project, problems: found }) => [project.root, found]));
  expect(problems['good']).toEqual([]);
  expect(problems['bad']?.[0]?.where).toMatchObject({ file: 'bad/Cargo.toml', line: 2 });
  expect(problems['worse']?.[0]?.where).toMatchObject({ file: 'worse/package.json', line: 1 });
});

test('a thousand projects are recognised in well under a second', () => {
  const files: Record<string, string> = {
    'Cargo.toml': '[workspace]\nmembers = ["rust/*"]\nresolver = "3"\n',
    'package.json': '{"name": "root", "private": true, "workspaces": ["node/*"]}',
  };
  for (let index = 0; index < 250; index += 1) {
    const other = String(Math.max(0, index - 1));
    const own = String(index);
    files[`rust/c${own}/Cargo.toml`] =
      `${crate(`c${own}`)}[dependencies]\nserde = "1"\nc${other} = { path = "../c${other}" }\n`;
    files[`rust/c${own}/src/lib.rs`] = '';
    files[`go/m${own}/go.mod`] =
      `module example.org/m${own}\n\ngo 1.26\n\nrequire example.org/m${other} v0.0.0\n\nreplace example.org/m${other} => ../m${other}\n`;
    files[`go/m${own}/main.go`] = 'package main\n';
    files[`py/p${own}/pyproject.toml`] =
      `[project]\nname = "p${own}"\nversion = "1"\ndependencies = ["p${other}", "httpx>=0.27"]\n[tool.uv.sources]\np${other} = { path = "../p${other}" }\n`;
    files[`node/n${own}/package.json`] =
      `{"name": "n${own}", "version": "1.0.0", "dependencies": {"n${other}": "file:../n${other}"}}`;
  }
  const tree = memoryTree(files);
  // A map of texts lists a folder by looking at all of them; a disk does not, so that is taken out of the measure.
  const listed = new Map<string, readonly string[]>();
  const reader = {
    ...tree,
    list: (folder: string) => listed.get(folder) ?? listed.set(folder, tree.list(folder)).get(folder) ?? [],
  };
  recogniseWorkspace(builtinToolchains, Object.keys(files), reader);
  const started = performance.now();
  const { projects, dependencies } = recogniseWorkspace(builtinToolchains, Object.keys(files), reader);
  const tookMs = performance.now() - started;
  expect(projects).toHaveLength(1000);
  expect(dependencies.length).toBeGreaterThan(900);
  console.log(`1,000 projects recognised in ${tookMs.toFixed(0)} ms`);
});
