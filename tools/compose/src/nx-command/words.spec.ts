import { askedConfiguration } from './words.js';

const nx = ['node', '/w/node_modules/.bin/nx'];

test.each([
  [['up', 'stack', '-c', 'prod'], 'prod'],
  [['up', 'stack', '-c=prod'], 'prod'],
  [['up', 'stack', '-cprod'], 'prod'],
  [['up', 'stack', '--configuration', 'prod'], 'prod'],
  [['up', 'stack', '--configuration=prod', '--json'], 'prod'],
  [['run', 'stack:up:prod'], 'prod'],
  [['run', 'stack:up', '-c', 'prod'], 'prod'],
  [['up', 'stack'], undefined],
  [['up', 'stack', '--', '-c', 'x'], undefined],
  [['run-many', '-t', 'build', '-c', 'prod'], undefined],
  [['up', 'other', '-c', 'prod'], undefined],
])('%j asks for %s', (words, expected) => {
  expect(askedConfiguration([...nx, ...words], 'stack', 'up')).toBe(expected);
});

test('what is not Nx asks for nothing', () => {
  expect(askedConfiguration(['make', 'up', 'stack', '-c', 'prod'], 'stack', 'up')).toBeUndefined();
});
