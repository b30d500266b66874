import { LibtestReader } from './libtest.js';

function read(out: string, error: string): LibtestReader {
  const reader = new LibtestReader((path) => `rust/${path}`);
  for (const line of error.split('\n')) reader.takeError(line);
  for (const line of out.split('\n')) reader.take(line);
  return reader;
}

const programs = `   Compiling a v0.1.0
     Running unittests src/lib.rs (target/debug/deps/a-0123)
     Running tests/api.rs (target/debug/deps/api-4567)
   Doc-tests a`;

test('tests of all programs, each under the name of its own', () => {
  const reader = read(
    `
running 3 tests
test buffer::keeps ... ok
test buffer::panics - should panic ... ok
test slow ... ignored, needs a database

test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 1 test
test answers ... FAILED

failures:

---- answers stdout ----

thread 'answers' (42) panicked at a/tests/api.rs:9:5:
assertion failed: false


failures:
    answers

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 1 test
test a/src/lib.rs - keep (line 12) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.21s`,
    programs,
  );
  expect(reader.tests()).toEqual([
    { name: 'buffer::keeps', group: 'src/lib.rs', outcome: 'passed' },
    { name: 'buffer::panics', group: 'src/lib.rs', outcome: 'passed' },
    { name: 'slow', group: 'src/lib.rs', outcome: 'skipped', message: 'needs a database' },
    {
      name: 'answers',
      group: 'tests/api.rs',
      outcome: 'failed',
      file: 'rust/a/tests/api.rs',
      line: 9,
      message: "thread 'answers' (42) panicked at a/tests/api.rs:9:5:\nassertion failed: false",
    },
    {
      name: 'a/src/lib.rs - keep (line 12)',
      group: 'a (documentation)',
      outcome: 'passed',
      file: 'rust/a/src/lib.rs',
      line: 12,
    },
  ]);
});

test('a program that ends in the middle is told, with what Cargo says of it', () => {
  const reader = read(
    'running 2 tests\ntest one ... ok',
    `${programs}\nprocess didn't exit successfully (signal: 6, SIGABRT)`,
  );
  const [, broken] = reader.tests();
  expect(broken).toMatchObject({ name: '(program)', group: 'src/lib.rs', outcome: 'errored' });
  expect(broken?.message).toContain('ended after 1 of 2 tests');
  expect(broken?.message).toContain('SIGABRT');
});
