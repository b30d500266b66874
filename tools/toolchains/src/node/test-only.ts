/**
 * Words in a package's name by which it is plainly for tests, checks or an editor. Everything else that `devDependencies` lists may take
 * part in a build (compilers, bundlers, types, and any library that a bundler takes in), so it counts as production: a word too few costs a
 * needless rebuild, a word too many a build that fails.
 */
const WORDS: ReadonlySet<string> = new Set([
  ...['test', 'tests', 'testing', 'e2e', 'mock', 'mocks', 'fixture', 'fixtures', 'coverage', 'benchmark', 'benchmarks'],
  ...[
    'jest',
    'vitest',
    'mocha',
    'chai',
    'sinon',
    'supertest',
    'testcontainers',
    'cypress',
    'playwright',
    'cucumber',
    'storybook',
  ],
  ...['c8', 'nyc', 'nock', 'msw', 'autocannon', 'tinybench'],
  ...['eslint', 'oxlint', 'stylelint', 'prettier', 'commitlint', 'husky', 'knip', 'nodemon'],
]);

/** True for a package that only tests and checks need. Types are never: a compiler may be told to read them. */
export function isTestOnly(name: string): boolean {
  return !name.startsWith('@types/') && name.split(/[^a-z0-9]+/i).some((word) => WORDS.has(word.toLowerCase()));
}
