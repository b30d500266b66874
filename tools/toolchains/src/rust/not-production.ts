/** Globs of what Cargo compiles for tests, benches and examples only, and of the settings of tools that look at sources. */
export const notProduction: readonly string[] = [
  'tests/**',
  'benches/**',
  'examples/**',
  'features/**/*.feature',
  '.config/**',
  'clippy.toml',
  '.clippy.toml',
  'rustfmt.toml',
  '.rustfmt.toml',
  'deny.toml',
  'bacon.toml',
];
