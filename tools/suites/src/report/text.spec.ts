import { bound, boundName, clean } from './text.js';

test.each([
  ['colours go', '\u001b[31mred\u001b[0m', 'red'],
  ['colours go as pytest writes them into XML', '#x1B[1m#x1B[31mE   assert#x1B[39;49;00m #x1B', 'E   assert #x1B'],
  ['line ends are alike', 'a\r\nb\rc', 'a\nb\nc'],
  ['control characters are seen', 'a\u0000b\u0007\tc', 'a\u2400b\u2407\tc'],
  ['half a pair becomes what stands for a lost character', 'a\ud800b\udc00', 'a\ufffdb\ufffd'],
  ['a whole pair stays', '\ud83d\ude80', '\ud83d\ude80'],
  ['the direction of reading is not turned', 'admin\u202e\u2066nimda', 'admin\ufffd\ufffdnimda'],
])('%s', (_what, text, cleaned) => {
  expect(clean(text)).toBe(cleaned);
});

test('100 MB become their beginning, their end, and how much is missing', () => {
  const text = `first ${'\u001b'.repeat(100_000_000)} last`;
  const { text: kept, shortened } = bound(text, 20_000);
  expect(shortened).toBe(true);
  expect(kept.length).toBeLessThan(20_100);
  expect(kept).toMatch(/^first /);
  expect(kept).toContain('\u2026 99980011 characters left out \u2026');
  expect(kept).toMatch(/ last$/);
});

test('a text that fits is left whole', () => {
  expect(bound('short', 5)).toEqual({ text: 'short', shortened: false });
});

test('a name is one line of bounded length', () => {
  expect(boundName(' a\n\tb ')).toBe('a b');
  expect(boundName('x'.repeat(10_000_000))).toBe(`${'x'.repeat(300)}\u2026`);
});
