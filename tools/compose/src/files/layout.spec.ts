import { memoryReader } from '../testing/reader.js';
import { defaultEnvironment, dotenvFiles, filesOf, findLayout, type Layout } from './layout.js';

function layoutOf(...files: readonly string[]): Layout {
  const layout = findLayout('.', memoryReader(Object.fromEntries(files.map((file) => [file, '']))));
  if (layout === undefined) throw new Error('no stack');
  return layout;
}

test('environments are the files of compose/environments, and those beside the compose file that are named after one', () => {
  const layout = layoutOf(
    'compose.yml',
    'compose/environments/development.yml',
    'compose/environments/production.yaml',
    'compose.ci.yml',
    'docker-compose.old.yml',
    'compose.override.yml',
  );
  expect(layout.environments).toEqual({
    ci: 'compose.ci.yml',
    development: 'compose/environments/development.yml',
    old: 'docker-compose.old.yml',
    production: 'compose/environments/production.yaml',
  });
  expect(defaultEnvironment(layout)).toBe('development');
  expect(filesOf(layout, 'production')).toEqual(['compose.yml', 'compose/environments/production.yaml']);
});

test('without an environment the files are those that plain compose takes', () => {
  const layout = layoutOf('docker-compose.yml', 'docker-compose.override.yml', 'docker-compose.prod.yml');
  expect(defaultEnvironment(layout)).toBeUndefined();
  expect(filesOf(layout, undefined)).toEqual(['docker-compose.yml', 'docker-compose.override.yml']);
});

test('of several compose files the one counts that compose prefers', () => {
  expect(layoutOf('docker-compose.yml', 'compose.yml', 'compose.yaml').main).toBe('compose.yaml');
});

test('an unknown environment is told with the likely one', () => {
  const layout = layoutOf('compose.yml', 'compose/environments/production.yml');
  expect(() => filesOf(layout, 'prod')).toThrow('did you mean "production"?');
});

test('variables of an environment win over those of all', () => {
  const layout = layoutOf('compose.yml', 'compose/environments/test.yml');
  const reader = memoryReader({ '.env': '', '.env.test': '', '.env.local': '' });
  expect(dotenvFiles(layout, 'test', reader)).toEqual(['.env', '.env.local', '.env.test']);
});
