import { UserError } from '@slipway/kit';
import { checkOptions, type ExecutorName } from './options.js';

function problemsOf(executor: ExecutorName, options: object): unknown {
  try {
    checkOptions(executor, options);
    return [];
  } catch (error) {
    return error instanceof UserError ? error.problems : error;
  }
}

test('what an executor has, and what Nx adds, passes', () => {
  expect(problemsOf('up', { services: ['a'], dryRun: true, environment: 'test', __overrides_unparsed__: [] })).toEqual(
    [],
  );
});

test('what nobody knows is told, all of it, with what was meant', () => {
  expect(problemsOf('up', { servces: 'a', buld: false, x: true })).toEqual([
    { what: 'up has no option --servces', fix: 'did you mean --services?' },
    { what: 'up has no option --buld', fix: 'did you mean --build?' },
    { what: 'up has no option -x', fix: expect.stringMatching(/^its options are --services, --profile, /) as string },
  ]);
});

test('words without dashes are told with what they may have been for', () => {
  expect(problemsOf('up', { _: ['api', 'web'] })).toEqual([
    { what: 'up takes no "api web"', fix: 'for services: --services=api,web' },
  ]);
  expect(problemsOf('ps', { _: ['api'] })).toEqual([
    { what: 'ps takes no "api"', fix: 'its options are --watch, --json, --environment, --files, --projectName' },
  ]);
});

test.each<ExecutorName>(['up', 'down', 'logs', 'ps', 'shell', 'check', 'config', 'job'])('%s has options', (name) => {
  expect(problemsOf(name, { environment: 'test', files: [], projectName: 'x' })).toEqual([]);
});
