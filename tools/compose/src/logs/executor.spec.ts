import { logsArguments } from './executor.js';

test('options become those of compose, services last', () => {
  expect(logsArguments({ services: ['api'], follow: true, since: '10m', tail: 5, timestamps: true })).toEqual([
    '--follow',
    '--timestamps',
    '--since',
    '10m',
    '--tail',
    '5',
    'api',
  ]);
  expect(logsArguments({})).toEqual([]);
});
