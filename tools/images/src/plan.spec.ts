import { planHash, planInputs, type BuildContext, type Recipe } from './plan.js';
import type { PlannedFile } from './context/plan.js';

const recipe: Recipe = {
  dockerfile: 'docker/rust.Dockerfile',
  dockerfileText: 'FROM scratch',
  target: 'production',
  platform: 'linux/amd64',
  buildArguments: { PROJECT: 'apps/core' },
  labels: {},
  bases: [{ name: 'rust:1-slim', kind: 'local', digest: 'sha256:1' }],
};

function file(path: string, sha256 = 'f1', madeFrom = [path]): PlannedFile {
  return { path, mode: '0644', sha256, bytes: 1, content: { kind: 'copy', from: path }, madeFrom };
}

function context(...files: readonly PlannedFile[]): BuildContext {
  return { kind: 'pruned', files: { manifests: [], libraries: [], application: files } };
}

const base = planHash(recipe, context(file('a')));

test.each<readonly [string, Recipe, BuildContext]>([
  ['a file', recipe, context(file('a', 'f2'))],
  ['the path of a file', recipe, context(file('b'))],
  ['the mode of a file', recipe, context({ ...file('a'), mode: '0755' })],
  ['the tier of a file', recipe, { kind: 'pruned', files: { manifests: [file('a')], libraries: [], application: [] } }],
  ['the Dockerfile', { ...recipe, dockerfileText: 'FROM x' }, context(file('a'))],
  ['an argument', { ...recipe, buildArguments: { PROJECT: 'apps/x' } }, context(file('a'))],
  ['the platform', { ...recipe, platform: 'linux/arm64' }, context(file('a'))],
  [
    'the digest of a base',
    { ...recipe, bases: [{ name: 'rust:1-slim', kind: 'local', digest: 'sha256:2' }] },
    context(file('a')),
  ],
  ['a label', { ...recipe, labels: { a: 'b' } }, context(file('a'))],
  ['the stage', { ...recipe, target: 'test' }, context(file('a'))],
])('%s changes the plan hash', (_name, changed, files) => {
  expect(planHash(changed, files)).not.toBe(base);
});

test('where the Dockerfile lies, and the order of keys, change nothing', () => {
  expect(planHash({ ...recipe, dockerfile: 'elsewhere' }, context(file('a')))).toBe(base);
  const reordered = Object.fromEntries(Object.entries(recipe).reverse()) as unknown as Recipe;
  expect(planHash(reordered, context(file('a')))).toBe(base);
});

test('a source that two context files are made from counts with both', () => {
  const one = planInputs(recipe, context(file('Cargo.toml', 'x', ['Cargo.toml']), file('y', 'y1', ['Cargo.toml'])));
  const two = planInputs(recipe, context(file('Cargo.toml', 'x', ['Cargo.toml']), file('y', 'y2', ['Cargo.toml'])));
  expect(one['Cargo.toml']).not.toBe(two['Cargo.toml']);
  expect(Object.keys(one).sort()).toEqual([
    'Cargo.toml',
    'base image rust:1-slim',
    'docker/rust.Dockerfile',
    'options',
    'platform',
  ]);
});
