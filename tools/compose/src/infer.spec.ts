import { inferStacks } from './infer.js';
import { memoryReader } from './testing/reader.js';

function infer(texts: Readonly<Record<string, string>>, roots: readonly string[] = [], names: readonly string[] = []) {
  const reader = memoryReader(texts);
  return inferStacks(Object.keys(texts), reader, { roots: new Set(roots), names: new Set(names) });
}

test('a compose file at the root is the project stack, with a configuration for each environment', () => {
  const [stack] = infer({ 'compose.yml': 'services: {}', 'compose/environments/development.yml': 'services: {}' });
  expect(stack).toMatchObject({ file: 'compose.yml', root: '.', project: { name: 'stack' } });
  expect(Object.keys(stack?.project.targets ?? {})).toEqual([
    'up',
    'down',
    'logs',
    'ps',
    'shell',
    'check',
    'config',
    'seed',
    'db-migrate',
  ]);
  expect(stack?.project.targets?.['up']).toMatchObject({
    executor: '@slipway/compose:up',
    cache: false,
    configurations: { development: { environment: 'development' } },
    defaultConfiguration: 'development',
  });
});

test('every target says what it does, with a command and an example', () => {
  const [stack] = infer({ 'compose.yml': '' });
  for (const target of Object.values(stack?.project.targets ?? {})) {
    expect(target.metadata?.description).toMatch(/\w+ \w+/);
    expect(target.metadata?.help?.command).toMatch(/^npx nx [\w-]+ stack/);
    expect(Object.keys(target.metadata?.help?.example ?? {})).not.toHaveLength(0);
  }
});

test('a folder with a compose file is called after itself, with its whole path where two would be called the same', () => {
  const stacks = infer({ 'deploy/compose.yml': '', 'a/demo/compose.yml': '', 'b/demo/docker-compose.yml': '' });
  expect(stacks.map(({ project }) => project.name)).toEqual(['a-demo-stack', 'b-demo-stack', 'deploy-stack']);
});

test('a folder that is a project already keeps its name', () => {
  const [stack] = infer({ 'apps/api/compose.yml': '' }, ['apps/api']);
  expect(stack?.project).not.toHaveProperty('name');
  expect(stack?.project.targets).toHaveProperty('up');
});

test('a name that another project has is not taken from it', () => {
  expect(infer({ 'compose.yml': '' }, [], ['stack'])[0]?.project.name).toBe('compose-stack');
});

test('a broken file costs a note in the metadata, with its line, and not the graph', () => {
  const [stack] = infer({ 'compose.yml': 'include: [a.yml]', 'a.yml': 'services:\n  x: [\n' });
  const { slipway } = stack?.project.metadata as unknown as { slipway: { problems: readonly string[] } };
  expect(slipway.problems).toHaveLength(1);
  expect(slipway.problems[0]).toMatch(/^a\.yml:\d+:\d+: no valid YAML/);
});
