import { modelOf } from '../testing/model.js';
import { planJob, wordsOf } from './plan.js';

test.each([
  ['true', []],
  ['seed --spans 1000', ['seed', '--spans', '1000']],
  ['sh -c "echo a b"', ['sh', '-c', 'echo a b']],
  ['["seed", "with space"]', ['seed', 'with space']],
  ['[not json', ['[not', 'json']],
])('%s', (value, words) => {
  expect(wordsOf(value)).toEqual(words);
});

const model = modelOf({
  core: { labels: { 'dev.slipway.seed': 'seed', 'dev.slipway.migrate': 'migrate' } },
  fixtures: { labels: { 'dev.slipway.seed': 'true' } },
  off: { labels: { 'dev.slipway.seed': 'false' } },
});

test('every service that names a command runs it, or only those asked for', () => {
  expect(planJob('seed', model, [])).toEqual([
    { service: 'core', command: ['seed'] },
    { service: 'fixtures', command: [] },
  ]);
  expect(planJob('migrate', model, ['core'])).toEqual([{ service: 'core', command: ['migrate'] }]);
});

test('where nobody says how, the label is told', () => {
  expect(() => planJob('migrate', model, ['fixtures'])).toThrow('dev.slipway.migrate');
});
