import { isOlder, release } from './version.js';

test.each([
  ['28.5.2+dfsg4', '28.5.2'],
  ['github.com/docker/buildx v0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0', '0.13.1'],
  ['dev', 'dev'],
])('%s is release %s', (version, expected) => {
  expect(release(version)).toBe(expected);
});

test.each([
  ['24.0.9', '25.0', true],
  ['25.0.0', '25.0', false],
  ['28.5.2+dfsg4', '25.0', false],
  ['0.9.1', '0.13', true],
  ['0.13', '0.13', false],
  ['1.0.0', '0.13', false],
  ['dev', '25.0', false],
])('%s older than %s: %s', (version, oldest, expected) => {
  expect(isOlder(version, oldest)).toBe(expected);
});
