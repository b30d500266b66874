import { escapeMarkdown, renderMarkdown } from './markdown.js';
import { summarise } from './summarise.js';
import { aRecord, aTest, observedOf } from './testing/observed.js';

test('nothing in a text means anything', () => {
  const escaped = escapeMarkdown('a|b <script> `c` *d* _e_ [f](http://g) @h #1 :i: \\ ~j~ & www.k.org\nl');
  expect(escaped).not.toMatch(/[|<>`*_[\]()@\\~:]|www\.|\n/);
  expect(escaped.replaceAll(/&#\d+;/g, '')).not.toMatch(/[#&]/);
  const decoded = escaped.replaceAll(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
  expect(decoded).toBe('a|b <script> `c` *d* _e_ [f](http://g) @h #1 :i: \\ ~j~ & www.k.org l');
});

test('names stay in their cell and messages in their fence', () => {
  const text = renderMarkdown(
    summarise(
      observedOf([
        aRecord({
          project: 'a|b',
          outcome: 'failed',
          tests: [
            aTest({
              name: '</code><img src=x>',
              outcome: 'failed',
              message: 'one\n```\n# not a heading\n````\n<script>',
            }),
          ],
        }),
      ]),
    ),
  );
  expect(text).toContain('`````text\none\n```\n# not a heading\n````\n<script>\n`````');
  expect(text.replace(/`{5}text[^]*`{5}/, '')).not.toMatch(/<img|<script/);
  expect(text).toContain('| a&#124;b <sub>rust</sub> | \u274c failed, 1 of 1, 1.0 s |');
});

test('totals, then the first 20 failures, then the table', () => {
  const tests = Array.from({ length: 30 }, (_, index) => aTest({ name: `t${String(index)}`, outcome: 'failed' }));
  const text = renderMarkdown(summarise(observedOf([aRecord({ outcome: 'failed', tests })])));
  expect(text.match(/<code>t\d+<\/code>/g)).toHaveLength(20);
  expect(text).toContain('\u2026 and 10 more.');
  expect(text).toMatch(
    /^## .*1 of 1 suite did not pass[^]*\*\*30 tests\*\*: 30 failed[^]*### Did not pass[^]*### What ran/,
  );
});

test('however much there is to say, it stays below 1 MB', () => {
  const records = Array.from({ length: 1_000 }, (_, index) =>
    aRecord({
      project: `${'\u{1f680}'.repeat(300)}${String(index)}`,
      root: `apps/${String(index)}`,
      outcome: 'failed',
      tests: [
        aTest({
          name: '|'.repeat(1_000),
          group: '*'.repeat(1_000),
          outcome: 'failed',
          message: '\u{1f680}`'.repeat(100_000),
        }),
      ],
    }),
  );
  const text = renderMarkdown(summarise(observedOf(records)));
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect(text).toContain('1000 of 1,000 suites did not pass');
});
