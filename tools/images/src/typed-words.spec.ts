import type { OptionSchema } from './option-schema.js';
import { asTyped } from './typed-words.js';

const text: OptionSchema = { type: 'string' };
const texts: OptionSchema = { type: 'array', items: text };
const record: OptionSchema = { type: 'object', additionalProperties: text };

test.each<[string, unknown, OptionSchema, readonly string[], unknown]>([
  ['tags', 1.1, texts, ['--tags=1.10'], ['1.10']],
  ['tags', 1.1, texts, ['--tags', '1.10', '--dry-run'], ['1.10']],
  ['tags', [1.1, 'b'], texts, ['--tags=1.10', '--tags=b,2.0'], ['1.10', 'b', '2.0']],
  ['tags', ['a'], texts, ['--tags=a'], ['a']],
  ['maxSize', 900, text, ['--max-size=900'], '900'],
  ['buildArgs', { A: 1, B: 'x' }, record, ['--build-args.A=1.0', '--buildArgs.B=x'], { A: '1.0', B: 'x' }],
])('%s is %j', (name, value, schema, words, expected) => {
  expect(asTyped(name, value, schema, words)).toEqual(expected);
});

test('a number that nobody typed stays one: what was written in the file is not known', () => {
  expect(asTyped('tags', [1.1], texts, ['--dry-run'])).toEqual([1.1]);
});
