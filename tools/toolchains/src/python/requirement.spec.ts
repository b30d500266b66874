import { localPath, normaliseName, parseRequirement } from './requirement.js';

test.each([
  ['httpx', { name: 'httpx' }],
  ['  Foo.Bar_baz--Q >= 1.0 , != 1.5.*', { name: 'foo-bar-baz-q' }],
  ['a[b, C.d]~=1.4.2', { name: 'a' }],
  ['a []', { name: 'a' }],
  ['a (>=1,<2)', { name: 'a' }],
  ['a===weird; python_version < "3.12" and extra == \'x\'', { name: 'a' }],
  ['a==1!2.0.post1+local.1', { name: 'a' }],
  ['a>=1,', { name: 'a' }],
  ['a @ https://example.org/a;b.whl', { name: 'a', url: 'https://example.org/a;b.whl' }],
  ['a[x]@file:../a ; sys_platform == "linux"', { name: 'a', url: 'file:../a' }],
  ['', undefined],
  ['-a', undefined],
  ['a-', undefined],
  ['a b', undefined],
  ['a >= ', undefined],
  ['a > > 1', undefined],
  ['a[b', undefined],
  ['a ;', undefined],
  ['a @', undefined],
  ['a = 1', undefined],
])('the requirement %j', (text, expected) => {
  expect(parseRequirement(text)).toEqual(expected);
});

test('names are one in all their spellings', () => {
  expect(new Set(['Foo_Bar', 'foo.bar', 'FOO--bar', 'foo-_.bar'].map(normaliseName))).toEqual(new Set(['foo-bar']));
});

test.each([
  ['../x', '../x'],
  ['..\\x', '../x'],
  ['file:../x', '../x'],
  ['file:///opt/x%20y', '/opt/x y'],
  ['file://localhost/opt/x', '/opt/x'],
  ['file:///${PROJECT_ROOT}/../x#egg=x', '../x'],
  ['{root:uri}/../x', '../x'],
  ['{root:uri}', '.'],
  ['https://example.org/x', undefined],
  ['git+ssh://git@example.org/x', undefined],
])('the address %s is %j', (address, expected) => {
  expect(localPath(address)).toBe(expected);
});
