import { UserError } from '@slipway/kit';
import { checkNames, repositoryOf } from './name.js';

test.each(['node:24-slim', 'localhost:5000/team/a_b.c:1', 'ghcr.example/x/y', `node@sha256:${'0'.repeat(64)}`])(
  '%s is a name',
  (name) => {
    expect(() => {
      checkNames([name]);
    }).not.toThrow();
  },
);

test('all that are none are told together', () => {
  const check = (): void => {
    checkNames(['node:24-slim', 'a b', '../info', 'a?b=c', '-x']);
  };
  expect(check).toThrow(UserError);
  expect(check).toThrow(/"a b".*\n.*\n"\.\.\/info".*\n.*\n"a\?b=c".*\n.*\n"-x"/);
});

test.each([
  ['node:24-slim', 'node'],
  ['localhost:5000/team/base', 'localhost:5000/team/base'],
  ['localhost:5000/team/base:1', 'localhost:5000/team/base'],
])('%s is of repository %s', (name, repository) => {
  expect(repositoryOf(name)).toBe(repository);
});
