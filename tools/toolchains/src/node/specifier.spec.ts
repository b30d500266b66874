import { isSatisfied, parseSpecifier, pathTarget, type Specifier } from './specifier.js';

describe('parseSpecifier', () => {
  const range = (text: string): Specifier => ({ kind: 'range', range: text });
  const path = (text: string): Specifier => ({ kind: 'path', path: text });
  const workspace = (name: string): Specifier => ({ kind: 'workspace', name });
  const elsewhere: Specifier = { kind: 'elsewhere' };
  const table: readonly (readonly [string, Specifier])[] = [
    ['', range('*')],
    [' ^1.2.0 ', range('^1.2.0')],
    ['1.x || >=2.5.0 <3', range('1.x || >=2.5.0 <3')],
    ['v1.2.3', range('v1.2.3')],
    ['npm:@other/name@^2.0.0', range('^2.0.0')],
    ['npm:name', range('*')],
    ['npm:name@latest', elsewhere],
    ['latest', elsewhere],
    ['next', elsewhere],
    ['catalog:', elsewhere],
    ['owner/name', elsewhere],
    ['github:owner/name#semver:^1', elsewhere],
    ['git+ssh://git@host/owner/name.git#main', elsewhere],
    ['https://host/name.tgz', elsewhere],
    ['file:../lib', path('../lib')],
    ['file://../lib', path('../lib')],
    ['file:///abs/lib', path('/abs/lib')],
    ['file:~/lib', path('~/lib')],
    ['link:../lib', path('../lib')],
    ['portal:../lib', path('../lib')],
    ['../lib', path('../lib')],
    ['./vendor/a.tgz', path('./vendor/a.tgz')],
    ['vendor/a.tar.gz', path('vendor/a.tar.gz')],
    ['workspace:*', workspace('me')],
    ['workspace:^1.0.0', workspace('me')],
    ['workspace:~', workspace('me')],
    ['workspace:@s/lib@*', workspace('@s/lib')],
    ['workspace:lib@^', workspace('lib')],
    ['workspace:../lib', path('../lib')],
  ];
  it.each(table)('reads "%s"', (text, expected) => {
    expect(parseSpecifier('me', text)).toEqual(expected);
  });
});

describe('isSatisfied', () => {
  const table: readonly (readonly [string, string | undefined, boolean])[] = [
    ['*', undefined, true],
    ['*', '2.0.0-beta.1', true],
    ['^1.0.0', undefined, false],
    ['^1.0.0', '1.4.0', true],
    ['^1.0.0', '2.0.0', false],
    ['^1.0.0', '1.0.0-beta.1', false],
    ['>=1.0.0-alpha', '1.0.0-beta.1', true],
    ['^1.0.0', 'no version', false],
  ];
  it.each(table)('range %s, version %s: %s', (range, version, expected) => {
    expect(isSatisfied(range, version)).toBe(expected);
  });
});

describe('pathTarget', () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ['../../libs/a', 'libs/a'],
    ['./vendor/', 'apps/x/vendor'],
    ['../../..', undefined],
    ['../../../other', undefined],
    ['/abs', undefined],
    ['~/home', undefined],
  ];
  it.each(table)('%s from apps/x', (path, expected) => {
    expect(pathTarget('apps/x', path)).toBe(expected);
  });
});
