import type { Reporting } from '@slipway/toolchains';
import type { RunOptions } from './options.js';
import { parseDuration, planRun } from './plan.js';

const plan = (options: Partial<RunOptions>): ReturnType<typeof planRun> =>
  planRun({
    workspaceRoot: '/w',
    root: 'apps/a',
    options: {
      suite: 'test',
      toolchain: 'go',
      action: { kind: 'program', program: 'go', args: ['test', './...'] },
      ...options,
    },
  });
const folder = '/w/.slipway/results/apps/a/test';

test('arguments that make it leave results stand where the tool takes them, and are not shown', () => {
  const reporting: Reporting = {
    args: ['-json', '-o={results}/x'],
    before: './...',
    files: [{ format: 'junit', path: '{results}/j.xml' }],
  };
  const made = plan({ reporting, __unparsed__: ['-run', 'Test A'] });
  expect(made.args).toEqual(['test', '-json', `-o=${folder}/x`, './...', '-run', 'Test A']);
  expect(made.shown).toBe("go test ./... -run 'Test A'");
  expect(made.expected).toEqual([{ format: 'junit', path: `${folder}/j.xml` }]);
  expect(made.cwd).toBe('/w/apps/a');
});

test.each([
  ['npm', ['run', 'test', '--', '--reporter=x', 'one']],
  ['pnpm', ['run', 'test', '--reporter=x', 'one']],
] as const)('a script of %s gets arguments', (packageManager, args) => {
  const action = { kind: 'script', script: 'test', packageManager } as const;
  expect(plan({ action, reporting: { args: ['--reporter=x'], files: [] }, __unparsed__: ['one'] }).args).toEqual(args);
  expect(plan({ action }).args).toEqual(['run', 'test']);
});

test("settings and variables know the folder too, a path without it is the workspace's", () => {
  const made = plan({
    reporting: {
      args: [],
      env: { OUT: '{results}/o' },
      writes: [{ path: '{results}/s.toml', text: 'path = "{results}/j"' }],
      files: [{ format: 'criterion', path: 'target/criterion' }],
    },
  });
  expect(made.env).toEqual({ OUT: `${folder}/o` });
  expect(made.writes).toEqual([{ path: `${folder}/s.toml`, text: `path = "${folder}/j"` }]);
  expect(made.expected[0]?.path).toBe('/w/target/criterion');
});

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
  ['200ms', 200],
  ['7', 7_000],
])('%s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '0', '-1s', '10 minutes', 'soon'])('"%s" is no duration', (text) => {
  expect(() => parseDuration(text)).toThrow(/no duration/);
});

test('what is typed for us does not reach the tool', () => {
  const typed = ['--timeout=5m', '-run', 'TestA', '--threshold', '90', '--verbose', '--timout=3', 'x'];
  expect(plan({ __unparsed__: typed }).args).toEqual(['test', './...', '-run', 'TestA', '--timout=3', 'x']);
});
