import { UserError } from '@slipway/kit';
import { parseCommandLine } from './command-line.js';

test.each([
  [[], { mode: 'act', format: 'lines', names: [] }],
  [['--json', 'node:24-slim'], { mode: 'act', format: 'json', names: ['node:24-slim'] }],
  [['--dry-run'], { mode: 'dry-run', format: 'lines', names: [] }],
  [['--help', '--dry-run'], { mode: 'help', format: 'lines', names: [] }],
])('%j', (args, expected) => {
  expect(parseCommandLine(args)).toEqual(expected);
});

test('an option that is none is told with the usage', () => {
  expect(() => parseCommandLine(['--frobnicate'])).toThrow(UserError);
  expect(() => parseCommandLine(['--frobnicate'])).toThrow(/frobnicate[\s\S]*usage: /);
});
