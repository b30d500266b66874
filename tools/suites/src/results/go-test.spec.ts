import { GoTestReader } from './go-test.js';

const events = (...list: readonly object[]): readonly string[] => list.map((event) => JSON.stringify(event));

function read(lines: readonly string[]): { readonly reader: GoTestReader; readonly shown: readonly string[] } {
  const reader = new GoTestReader((name) => (name.startsWith('m/') ? name.replace(/^m/, 'apps/m') : undefined));
  const shown = lines.flatMap((line) => reader.take(line) ?? []);
  return { reader, shown };
}

const Package = 'm/store';

test('keeps tests with their place, and shows what go test shows', () => {
  const { reader, shown } = read(
    events(
      { Action: 'run', Package, Test: 'TestA' },
      { Action: 'output', Package, Test: 'TestA', Output: '=== RUN   TestA\n' },
      { Action: 'output', Package, Test: 'TestA', Output: '--- PASS: TestA (0.01s)\n' },
      { Action: 'pass', Package, Test: 'TestA', Elapsed: 0.01 },
      { Action: 'output', Package, Test: 'TestB/sub', Output: '    store_test.go:12: want 1, got 2\n' },
      { Action: 'output', Package, Test: 'TestB/sub', Output: '--- FAIL: TestB/sub (0.00s)\n' },
      { Action: 'fail', Package, Test: 'TestB/sub', Elapsed: 0 },
      { Action: 'skip', Package, Test: 'TestC', Elapsed: 0 },
      { Action: 'output', Package, Output: 'FAIL\tm/store\t0.1s\n' },
      { Action: 'fail', Package, Elapsed: 0.1 },
    ),
  );
  expect(reader.tests()).toEqual([
    { name: 'TestA', group: Package, outcome: 'passed', durationMs: 10 },
    {
      name: 'TestB/sub',
      group: Package,
      outcome: 'failed',
      durationMs: 0,
      file: 'apps/m/store/store_test.go',
      line: 12,
      message: 'store_test.go:12: want 1, got 2\n--- FAIL: TestB/sub (0.00s)',
    },
    { name: 'TestC', group: Package, outcome: 'skipped', durationMs: 0, message: '' },
  ]);
  expect(shown).toEqual(['    store_test.go:12: want 1, got 2\n--- FAIL: TestB/sub (0.00s)', 'FAIL\tm/store\t0.1s']);
});

test('a test without an end is errored: a panic or a timeout took its program', () => {
  const { reader } = read(
    events(
      { Action: 'run', Package, Test: 'TestHangs' },
      { Action: 'output', Package, Test: 'TestHangs', Output: 'panic: test timed out after 1s\n' },
      { Action: 'fail', Package, Elapsed: 1 },
    ),
  );
  expect(reader.tests()).toEqual([
    { name: 'TestHangs', group: Package, outcome: 'errored', message: 'panic: test timed out after 1s' },
  ]);
});

test('a package that does not compile is errored, with what the compiler said', () => {
  const { reader, shown } = read(
    events(
      { ImportPath: 'm/store [m/store.test]', Action: 'build-output', Output: 'store/a.go:3:2: undefined: x\n' },
      { Action: 'output', Package, Output: 'FAIL\tm/store [build failed]\n' },
      { Action: 'fail', Package, Elapsed: 0, FailedBuild: 'm/store [m/store.test]' },
    ),
  );
  const [only, ...others] = reader.tests();
  expect(others).toEqual([]);
  expect(only).toMatchObject({ name: '(package)', outcome: 'errored' });
  expect(only?.message).toContain('store/a.go:3:2: undefined: x');
  expect(shown).toContain('store/a.go:3:2: undefined: x');
});

test('what is no event is shown as it is', () => {
  expect(read(['{"not": "an event"', 'go: no such tool']).shown).toEqual(['{"not": "an event"', 'go: no such tool']);
});
