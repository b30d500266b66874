import { closure } from './closure.js';
import type { Dependency, Recognition } from './toolchain.js';

function recognition(...edges: readonly (readonly [string, string, Dependency['kind']?])[]): Recognition {
  const roots = [...new Set(edges.flatMap(([source, target]) => [source, target]))];
  return {
    projects: roots.map((root) => ({
      root,
      name: root,
      toolchain: 't',
      kind: 'library',
      manifest: `${root}/m`,
      binaries: [],
      applicable: [],
      problems: [],
    })),
    dependencies: edges.map(([source, target, kind = 'production']) => ({
      source,
      target,
      kind,
      sourceFile: `${source}/m`,
    })),
  };
}

const names = (found: ReturnType<typeof closure>): readonly string[] => found.map(({ root }) => root);

test('libraries come before what needs them, each once', () => {
  const diamond = recognition(['app', 'b'], ['app', 'a'], ['a', 'base'], ['b', 'base']);
  expect(names(closure(diamond, 'app', 'production'))).toEqual(['base', 'a', 'b']);
});

test("for tests the project's own development edges count, but not those of its libraries", () => {
  const edges = recognition(
    ['app', 'lib'],
    ['app', 'mocks', 'development'],
    ['lib', 'lib-mocks', 'development'],
    ['mocks', 'x'],
  );
  expect(names(closure(edges, 'app', 'production'))).toEqual(['lib']);
  expect(names(closure(edges, 'app', 'test'))).toEqual(['lib', 'x', 'mocks']);
});

test('a circle is told whole, with a manifest that takes part', () => {
  const circle = recognition(['app', 'a'], ['a', 'b'], ['b', 'a']);
  expect(() => closure(circle, 'app', 'production')).toThrow('a/m: projects need each other in a circle: a -> b -> a');
});

test('a circle through development edges is none for production', () => {
  const circle = recognition(['lib', 'testing', 'development'], ['testing', 'lib']);
  expect(names(closure(circle, 'lib', 'production'))).toEqual([]);
});
