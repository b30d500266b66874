import { parseManifest, placeOf, type CargoManifest, type DeclaredDependency } from './manifest.js';

function parse(text: string): CargoManifest {
  const parsed = parseManifest(text, 'a/Cargo.toml');
  if (parsed.kind === 'broken') throw new Error(parsed.problem.what);
  return parsed.manifest;
}

const normal = { kind: 'normal', inherited: false } as const;

it.each<[title: string, text: string, expected: DeclaredDependency]>([
  ['a version', '[dependencies]\nb = "1"', { ...normal, key: 'b', package: 'b' }],
  ['a path', '[dependencies]\nb = { path = "../b" }', { ...normal, key: 'b', package: 'b', path: '../b' }],
  ['dots', '[dependencies]\nb.path = "../b"', { ...normal, key: 'b', package: 'b', path: '../b' }],
  ['a table of its own', '[dependencies.b]\npath = "../b"', { ...normal, key: 'b', package: 'b', path: '../b' }],
  ['quotes', '["dependencies"."b"]\n"path" = \'..\\b\'', { ...normal, key: 'b', package: 'b', path: '..\\b' }],
  ['a rename', '[dependencies]\nb = { package = "c", version = "1" }', { ...normal, key: 'b', package: 'c' }],
  ['inheritance', '[dependencies]\nb.workspace = true', { ...normal, key: 'b', package: 'b', inherited: true }],
  [
    'no inheritance',
    '[dependencies]\nb = { workspace = false, path = "b" }',
    { ...normal, key: 'b', package: 'b', path: 'b' },
  ],
  ['build', '[build-dependencies]\nb = "1"', { ...normal, key: 'b', package: 'b', kind: 'build' }],
  ['an old spelling', '[dev_dependencies]\nb = "1"', { ...normal, key: 'b', package: 'b', kind: 'dev' }],
  ['a platform', "[target.'cfg(unix)'.dev-dependencies]\nb = '1'", { ...normal, key: 'b', package: 'b', kind: 'dev' }],
  [
    'a triple with dots',
    '[target."thumbv8m.main-none-eabi".dependencies]\nb = "1"',
    { ...normal, key: 'b', package: 'b' },
  ],
  [
    'Windows line ends',
    '[dependencies]\r\nb = { path = "../b" }\r\n',
    { ...normal, key: 'b', package: 'b', path: '../b' },
  ],
  ['a byte order mark', '\uFEFF[dependencies]\nb = "1"', { ...normal, key: 'b', package: 'b' }],
  [
    'a table over several lines',
    '[dependencies]\nb = {\n  path = "b", # why\n}',
    { ...normal, key: 'b', package: 'b', path: 'b' },
  ],
])('reads a dependency with %s', (_title, text, expected) => {
  expect(parse(text).dependencies).toEqual([expected]);
});

it.each<[title: string, text: string, expected: CargoManifest['patches']]>([
  ['a patch', '[patch.crates-io]\nb = { path = "b" }', [{ package: 'b', path: 'b' }]],
  ['a renamed patch', '[patch.crates-io]\nb2 = { package = "b", path = "b" }', [{ package: 'b', path: 'b' }]],
  ['a patch of a repository', '[patch."https://example.com/b"]\nb.path = "b"', [{ package: 'b', path: 'b' }]],
  ['a patch without a path', '[patch.crates-io]\nb = { git = "https://example.com/b" }', []],
  ['a replacement', '[replace]\n"b:1.0.0" = { path = "b" }', [{ package: 'b', path: 'b' }]],
  [
    'a replacement by address',
    '[replace]\n"https://example.com/x#b:1.0.0" = { path = "b" }',
    [{ package: 'b', path: 'b' }],
  ],
  [
    'a replacement by address alone',
    '[replace]\n"https://example.com/b#1.0.0" = { path = "b" }',
    [{ package: 'b', path: 'b' }],
  ],
])('reads %s', (_title, text, expected) => {
  expect(parse(text).patches).toEqual(expected);
});

it('reads a package under its old name', () => {
  expect(parse('[project]\nname = "a"').package).toEqual({ name: 'a' });
});

it('takes what is of another type for absent', () => {
  const {
    dependencies,
    workspace,
    package: package_,
  } = parse('package = 1\ndependencies = ["b"]\n[workspace]\nmembers = "all"');
  expect({ dependencies, package_, members: workspace?.members }).toEqual({
    dependencies: [],
    package_: undefined,
    members: [],
  });
});

it.each([
  ['[package]\nname = "a', { line: 2, column: 8 }],
  ['[package]\nname = "a"\nname = "b"', { line: 3, column: 1 }],
  ['<<<<<<< HEAD\n[package]', { line: 1, column: 1 }],
])('says where %j is broken', (text, place) => {
  const parsed = parseManifest(text, 'a/Cargo.toml');
  expect(parsed.kind === 'broken' && parsed.problem.where).toEqual({ file: 'a/Cargo.toml', ...place });
});

it.each([
  ['[dependencies]\nb = "1"', 2],
  ['[dependencies]\n"b" = "1"', 2],
  ['[dependencies]\nab = "1"\nb.workspace = true', 3],
  ['[dependencies.b]\npath = "b"', 1],
  ['[target.x.dependencies."b"]\npath = "b"', 1],
  ['# b = 1', undefined],
])('finds the line of a key in %j', (text, line) => {
  expect(placeOf({ file: 'a/Cargo.toml', text }, 'b').line).toBe(line);
});
