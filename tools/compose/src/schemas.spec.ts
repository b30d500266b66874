import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inferStacks } from './infer.js';
import { memoryReader } from './testing/reader.js';

const room = join(dirname(fileURLToPath(import.meta.url)), '..');

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(room, path), 'utf8'));
}

interface Executor {
  readonly implementation: string;
  readonly schema: string;
  readonly description: string;
}

const { executors } = readJson('executors.json') as { executors: Record<string, Executor> };

test.each(Object.entries(executors))('%s is there, and each of its options is described', (_name, executor) => {
  expect(existsSync(join(room, executor.implementation))).toBe(true);
  const schema = readJson(executor.schema) as {
    description: string;
    properties: Record<string, { description?: string; default?: unknown }>;
  };
  expect(schema.description).toMatch(/\.$/);
  for (const [name, property] of Object.entries(schema.properties)) {
    expect([name, property.description]).toEqual([name, expect.stringMatching(/\.$/)]);
  }
});

test('every target has an executor of this room, and its options and examples are such as the schema knows', () => {
  const [stack] = inferStacks(['compose.yml'], memoryReader({ 'compose.yml': '' }));
  for (const [name, target] of Object.entries(stack?.project.targets ?? {})) {
    const executor = executors[target.executor?.replace('@slipway/compose:', '') ?? ''];
    expect([name, executor]).not.toEqual([name, undefined]);
    const { properties } = readJson(executor?.schema ?? '') as { properties: object };
    const example = target.metadata?.help?.example as { options: object };
    for (const option of [...Object.keys(target.options as object), ...Object.keys(example.options)]) {
      expect(Object.keys(properties)).toContain(option);
    }
  }
});
