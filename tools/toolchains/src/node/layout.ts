/**
 * Globs, relative to a package, of files that can never change what its build makes: tests, benches, examples, and the settings of what
 * runs or checks them.
 */
export const notProduction: readonly string[] = [
  '**/*.{spec,test,e2e-spec,bench,stories}.{js,jsx,cjs,mjs,ts,tsx,cts,mts}',
  '**/*.snap',
  '**/*.feature',
  '**/{__tests__,__mocks__,__snapshots__,__fixtures__}/**',
  '{test,tests,e2e,bench,benchmark,benchmarks,example,examples,cypress,coverage,.storybook}/**',
  'tsconfig.{spec,test,tests,e2e,bench,eslint,lint}.json',
  '{jest,vitest,playwright,cypress,eslint,prettier,stylelint,commitlint,knip}.{config,setup,workspace}.*',
  '.{eslintrc,prettierrc,stylelintrc,mocharc,nycrc,c8rc}{,.*}',
  '.{eslint,prettier,stylelint}ignore',
  'cucumber.{js,cjs,mjs,json,yml,yaml}',
];
