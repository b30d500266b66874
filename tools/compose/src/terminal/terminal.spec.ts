import { describeDuration } from './duration.js';
import { openScreen, width } from './screen.js';
import { formatTable } from './table.js';

test('columns are as wide as their widest cell, colours not counted; an empty one is left out', () => {
  const red = '\u001b[31mbad\u001b[39m';
  expect(
    formatTable(
      [{ title: 'name' }, { title: 'nothing' }, { title: 'state' }, { title: 'n', align: 'right' }],
      [
        ['a', '', red, '1'],
        ['longer', '', 'good', '100'],
      ],
    ),
  ).toEqual(['name    state    n', `a       ${red}      1`, 'longer  good   100']);
});

test('lines are drawn over those before, and cut where the terminal ends', () => {
  let written = '';
  const screen = openScreen({
    columns: 11,
    rows: 10,
    write: (text: string | Uint8Array) => {
      written += String(text);
      return true;
    },
  });
  screen.draw(['one', 'a line that is too long']);
  screen.draw(['two', 'three']);
  expect(written).toBe('\u001b[Jone\na line th\u2026\u001b[0m\n\u001b[2A\r\u001b[Jtwo\nthree\n');
  expect(width('\u001b[1mbold\u001b[22m')).toBe(4);
});

test.each([
  [40, '40 ms'],
  [1_500, '1.5 s'],
  [3_000, '3 s'],
  [125_000, '2 min 5 s'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(describeDuration(milliseconds)).toBe(text);
});
