import { readFileSync } from 'node:fs';
import { renderPage } from './page.js';
import { allRules } from './rules/index.js';

const page = new URL('../../../../docs/policy.md', import.meta.url);

/** What a formatter may change. */
function words(text: string): readonly string[] {
  return text.replaceAll(/\|[ :-]+(?=\|)|-{3,}/g, '|').split(/[\s|"']+/);
}

test('docs/policy.md tells of the rules as they are: npm run docs -w @slipway/compose', () => {
  expect(words(readFileSync(page, 'utf8'))).toEqual(words(renderPage()));
});

test('every rule has its section and its line in the overview', () => {
  const text = renderPage();
  for (const { id } of allRules) {
    expect(text).toContain(`\n### ${id}\n`);
    expect(text).toContain(`| [\`${id}\`](#${id})`);
  }
});
