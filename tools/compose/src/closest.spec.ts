import { closest, didYouMean } from './closest.js';

test.each([
  ['prod', 'production'],
  ['prodction', 'production'],
  ['Development', 'development'],
  ['tset', 'test'],
])('%s is probably %s', (word, expected) => {
  expect(closest(word, ['development', 'production', 'staging', 'test'])).toBe(expected);
});

test('a word that is far from all is none of them, and all are named', () => {
  expect(closest('banana', ['core', 'api-go'])).toBeUndefined();
  expect(didYouMean('banana', ['core', 'api-go'])).toBe('there are: api-go, core');
});

test('a beginning that several words share means none of them', () => {
  expect(closest('api-', ['api-go', 'api-python-v2'])).not.toBe('api-python-v2');
});
