import { parseJunit } from './junit.js';

const same = (path: string): string => path;

test('reads suites in suites, however their tools put messages and places', () => {
  const parsed = parseJunit(
    `<?xml version="1.0"?>
    <testsuites>
      <testsuite name="outer">
        <testsuite name="inner" file="src/a.spec.ts">
          <testcase name="adds" time="0.012"/>
          <testcase name="breaks &lt;b&gt;" classname="a.B" line="7" file="tests/test_a.py">
            <failure message="1 != 2" type="AssertionError">1 != 2\nat line 7</failure>
            <system-out>printed</system-out>
          </testcase>
        </testsuite>
        <testcase name="never" classname="c"><skipped message="no store"/></testcase>
        <testcase name="dies"><error>boom</error></testcase>
      </testsuite>
    </testsuites>`,
    same,
  );
  expect(parsed).toEqual({
    kind: 'tests',
    tests: [
      { name: 'never', group: 'c', outcome: 'skipped', message: 'no store' },
      { name: 'dies', group: 'outer', outcome: 'errored', message: 'boom' },
      { name: 'adds', group: 'inner', outcome: 'passed', durationMs: 12, file: 'src/a.spec.ts' },
      {
        name: 'breaks <b>',
        group: 'a.B',
        outcome: 'failed',
        file: 'tests/test_a.py',
        line: 7,
        message: '1 != 2\nat line 7',
        output: 'printed',
      },
    ],
  });
});

test.each(['<testsuites/>', '<testsuites></testsuites>', '<testsuites tests="0"><testsuite name="x"/></testsuites>'])(
  'no tests are no problem: %s',
  (text) => {
    expect(parseJunit(text, same)).toEqual({ kind: 'tests', tests: [] });
  },
);

test.each(['', 'not xml', '<testsuites><testsuite>', '<html><body/></html>'])('says what is no result: %s', (text) => {
  expect(parseJunit(text, same)).toMatchObject({ kind: 'unreadable' });
});

test('a message of a hundred thousand lines is cut, and controls are taken out', () => {
  const long = 'x\n'.repeat(100_000);
  const parsed = parseJunit(
    `<testsuite name="s"><testcase name="a"><failure>\u001b[31mred\u001b[0m ${long}</failure></testcase></testsuite>`,
    same,
  );
  const [test] = parsed.kind === 'tests' ? parsed.tests : [];
  expect(test?.message?.length).toBeLessThan(30_000);
  expect(test?.message).toMatch(/^red x\n/);
});

test('colours are taken out however a tool wrote them', () => {
  const parsed = parseJunit(
    '<testsuite name="s"><testcase name="a"><failure message="#x1B[31mE  1 != 2#x1B[0m"/></testcase></testsuite>',
    same,
  );
  expect(parsed).toMatchObject({ tests: [{ message: 'E  1 != 2' }] });
});
