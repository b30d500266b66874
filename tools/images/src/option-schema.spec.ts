import { findMismatches, type OptionSchema } from './option-schema.js';

const texts: OptionSchema = { type: 'array', items: { type: 'string' } };
const record: OptionSchema = { type: 'object', additionalProperties: { type: 'string' } };
const secrets: OptionSchema = {
  type: 'array',
  items: {
    type: 'object',
    properties: { id: { type: 'string' }, target: { type: 'string' } },
    required: ['id', 'target'],
    additionalProperties: false,
  },
};

test.each<[string, unknown, OptionSchema]>([
  ['a list', ['a', 'b'], texts],
  ['an empty list', [], texts],
  ['an object', { A: '1' }, record],
  ['objects', [{ id: 'a', target: '$A' }], secrets],
  ['one of several types', 'plan.json', { type: ['boolean', 'string'] }],
  ['one of several words', 'auto', { type: 'string', enum: ['auto', 'plain'] }],
])('%s fits', (_name, value, schema) => {
  expect(findMismatches('x', value, schema)).toEqual([]);
});

test.each<[unknown, OptionSchema, string, string, string]>([
  ['a', texts, 'x', 'a text', 'a list of texts'],
  [[1, 'a'], texts, 'x[0]', 'a number', 'a text'],
  [null, texts, 'x', 'null', 'a list of texts'],
  [['A=1'], record, 'x', 'a list', 'an object whose values are texts'],
  [{ A: { B: 1 } }, record, 'x.A', 'an object', 'a text'],
  ['hunter2', secrets, 'x', 'a text', 'a list of objects with id and target'],
  ['fancy', { type: 'string', enum: ['auto', 'plain'] }, 'x', '"fancy"', 'one of "auto", "plain"'],
  ['yes', { type: 'boolean' }, 'x', 'a text', 'true or false'],
  [7, { type: ['boolean', 'string'] }, 'x', 'a number', 'true or false or a text'],
])('%j does not fit', (value, schema, path, found, expected) => {
  expect(findMismatches('x', value, schema)).toEqual([{ kind: 'wrong', path, found, expected }]);
});

test('every wrong place of an object is named, and no value', () => {
  const mismatches = findMismatches('secrets', [{ id: 'a', value: 'hunter2' }], secrets);
  expect(mismatches).toEqual([
    { kind: 'missing', path: 'secrets[0].target', expected: 'a text' },
    { kind: 'unknown', path: 'secrets[0].value', known: ['id', 'target'] },
  ]);
  expect(JSON.stringify(mismatches)).not.toContain('hunter2');
});
