import { checkImageName, checkTag, defaultImageName, toTag } from './name.js';

test('an image is called after the workspace and the project, without npm scopes', () => {
  expect(defaultImageName('@acme/shop', '@acme/api')).toBe('shop/api');
});

test.each(['shop/core', 'registry.example:5000/a/b', 'localhost:5000/a', 'a/b__c/d-e.f'])('%s is a name', (name) => {
  expect(() => {
    checkImageName(name, 'p');
  }).not.toThrow();
});

test.each([
  ['shop/Core API', 'shop/core-api'],
  ['shop/-x', 'shop/x'],
  ['Größe/api', 'gr-e/api'],
])('%s is none, and %s is proposed', (name, proposal) => {
  expect(() => {
    checkImageName(name, 'p', { file: 'apps/p/project.json' });
  }).toThrow(`"${proposal}"`);
});

test.each([
  ['feature/login form', 'feature-login-form'],
  ['..x', 'x'],
  ['日本', 'dev'],
  ['a'.repeat(200), 'a'.repeat(128)],
])('%s becomes a tag', (text, expected) => {
  expect(toTag(text)).toBe(expected);
  expect(() => {
    checkTag(toTag(text), 'p');
  }).not.toThrow();
});

test('a tag with a slash is refused', () => {
  expect(() => {
    checkTag('a/b', 'p');
  }).toThrow('"a/b" is no valid image tag');
});
