import { UserError } from '@slipway/kit';
import { parseCommandLine } from './command-line.js';

test.each([
  [[], { mode: 'act', format: 'lines', missing: 'fail', names: [] }],
  [['--json', 'node:24-slim'], { mode: 'act', format: 'json', missing: 'fail', names: ['node:24-slim'] }],
  [['--dry-run'], { mode: 'dry-run', format: 'lines', missing: 'fail', names: [] }],
  [['--leave-out', 'mongo:8'], { mode: 'act', format: 'lines', missing: 'report', names: ['mongo:8'] }],
  [['--help', '--dry-run'], { mode: 'help', format: 'lines', missing: 'fail', names: [] }],
])('%j', (args, expected) => {
  expect(parseCommandLine(args)).toEqual(expected);
});

test('an option that is none is told with the usage', () => {
  expect(() => parseCommandLine(['--frobnicate'])).toThrow(UserError);
  expect(() => parseCommandLine(['--frobnicate'])).toThrow(/frobnicate[\s\S]*usage: /);
});
