import { stackByCompose } from '../testing/compose.js';
import { compareWithCompose } from '../testing/parity.js';
import { randomStack } from '../testing/random-stack.js';
import { stackInMemory, type StackTexts } from '../testing/stack.js';
import type { Stack } from './stack.js';
import { formatPath, plain, type ModelPath } from './traced.js';

const WORD = /v\d+w\d+/g;

/** Every text below a value, with its path. */
function leaves(value: unknown, path: ModelPath = []): readonly (readonly [ModelPath, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** Merged texts whose words are not on the line that is said to have set them. */
function misplaced(
  merged: unknown,
  { texts }: StackTexts,
  stack: Stack,
): { readonly seen: number; readonly wrong: readonly string[] } {
  const all = leaves(merged).flatMap(([path, text]) => [...text.matchAll(WORD)].map(([word]) => ({ path, word })));
  const wrong = all.filter(({ path, word }) => {
    const origin = stack.originOf(path);
    const line = texts[origin?.file ?? '']?.split('\n')[(origin?.line ?? 0) - 1];
    return line?.includes(word) !== true;
  });
  return { seen: all.length, wrong: wrong.map(({ path, word }) => `${formatPath(path)} ${word}`) };
}

test('in 200 random stacks every merged value is on the line that is said to have set it', () => {
  let seen = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const texts = randomStack(seed);
    const stack = stackInMemory(texts);
    const found = misplaced(plain(stack.origins.tree), texts, stack);
    expect({ seed, wrong: found.wrong }).toEqual({ seed, wrong: [] });
    seen += found.seen;
  }
  expect(seen).toBeGreaterThan(5000);
});

test('so is every value that docker compose itself prints, and there is no other', async () => {
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const texts = randomStack(seed);
    const { stack, merged } = await stackByCompose(texts);
    expect({
      seed,
      wrong: misplaced({ services: merged['services'] }, texts, stack).wrong,
    }).toEqual({ seed, wrong: [] });
    expect({ seed, differences: compareWithCompose(stack.origins.tree, merged).differences }).toEqual({
      seed,
      differences: [],
    });
  }
}, 60_000);
