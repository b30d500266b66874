import { memoryTree } from '../memory-tree.js';
import { TsConfigs } from './tsconfig.js';

describe('TsConfigs', () => {
  const chain = (files: Readonly<Record<string, string>>): readonly string[] =>
    [...new TsConfigs(memoryTree(files)).chain('apps/a')].sort();

  it('follows extends and references, with comments and trailing commas as TypeScript allows them', () => {
    expect(
      chain({
        'apps/a/tsconfig.json':
          '\uFEFF{ /* base */ "extends": "../../tsconfig.base", "references": [{ "path": "./tsconfig.app.json" }, { "path": "../../libs/b" },], }',
        'apps/a/tsconfig.app.json': '{ "extends": ["../../config/strict.json", "@tsconfig/node24/tsconfig.json"] }',
        'tsconfig.base.json': '{ "extends": "./config/strict.json" }',
        'config/strict.json': '{ "extends": "../tsconfig.base.json" }',
        'libs/b/tsconfig.json': '{}',
        'libs/c/tsconfig.json': '{}',
      }),
    ).toEqual([
      'apps/a/tsconfig.app.json',
      'apps/a/tsconfig.json',
      'config/strict.json',
      'libs/b/tsconfig.json',
      'tsconfig.base.json',
    ]);
  });

  it('does not start from the configuration of tests', () => {
    expect(chain({ 'apps/a/tsconfig.spec.json': '{ "extends": "../../tests.json" }', 'tests.json': '{}' })).toEqual([]);
  });

  it('ignores what leaves the repository, is missing or is broken', () => {
    expect(
      chain({ 'apps/a/tsconfig.json': '{ "extends": "../../../up.json", "references": [{ "path": "../gone" }, 7] ' }),
    ).toEqual(['apps/a/tsconfig.json']);
  });

  it('knows the packages whose types are asked for', () => {
    const configs = new TsConfigs(
      memoryTree({ 'apps/a/tsconfig.json': '{ "compilerOptions": { "types": ["node", "vitest/globals"] } }' }),
    );
    expect([...configs.types(configs.chain('apps/a'))]).toEqual(['node', 'vitest/globals']);
  });
});
