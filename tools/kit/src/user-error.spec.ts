import { describeError, UserError } from './user-error.js';

test('place first, then what is wrong, then what to do', () => {
  const error = new UserError({
    what: 'unknown key',
    where: { file: 'a/Cargo.toml', line: 3, column: 5 },
    fix: 'remove it\nor spell it right',
  });
  expect(describeError(error)).toBe('a/Cargo.toml:3:5: unknown key\n  remove it\n  or spell it right');
});

test('several problems are told together', () => {
  expect(new UserError([{ what: 'one' }, { what: 'two', where: { file: 'x' } }]).message).toBe('one\nx: two');
});

test('a bug keeps its stack', () => {
  expect(describeError(new TypeError('oops'))).toMatch(/TypeError: oops\n\s+at /);
  expect(describeError('text')).toBe('text');
});
