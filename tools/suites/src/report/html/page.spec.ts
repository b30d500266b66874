import { createHash } from 'node:crypto';
import { toEntry } from '../history.js';
import { summarise } from '../summarise.js';
import { aRecord, aTest, found, observedOf } from '../testing/observed.js';
import { readAssets } from './assets.js';
import { renderHtml } from './page.js';

const assets = readAssets();

test('whatever a test is called or prints, it is text', () => {
  const evil = '</script></pre><script>alert(1)</script><img src=x onerror="alert(2)">\' " &amp;';
  const record = aRecord({
    project: evil,
    toolchain: evil,
    command: evil,
    image: evil,
    outcome: 'failed',
    reason: evil,
    tests: [aTest({ name: evil, group: evil, outcome: 'failed', message: evil, output: evil, file: evil })],
    benchmarks: [{ name: evil, samplesNs: [1] }],
  });
  const runs = ['passed', 'failed', 'passed', 'failed'] as const;
  const page = renderHtml(
    summarise(
      observedOf([record, aRecord({ ...record, suite: 'bdd' })], {
        workspace: evil,
        unreadable: [{ path: evil, problem: evil }],
        images: [{ project: evil, image: evil, bytes: 2, maxBytes: 1 }],
        coverage: { 'apps/core/a': { lines: { covered: 1, total: 2 }, branches: { covered: 1, total: 2 } } },
        records: [record, aRecord({ ...record, suite: 'bdd' }), aRecord({ project: `old ${evil}` })].map(found),
        history: runs.map((outcome, index) =>
          toEntry({
            ...record,
            startedAt: `2026-02-0${String(index + 1)}T00:00:00.000Z`,
            tests: [{ ...record.tests[0]!, outcome }],
          }),
        ),
      }),
    ),
    assets,
  );
  const own = page.replace(assets.script, '').replace(assets.style, '');
  expect(own.match(/<script>/g)).toHaveLength(1);
  expect(own.match(/<\/script>/g)).toHaveLength(1);
  expect(own).not.toMatch(/<img|alert\(2\)">/);
  // No quote of it ends an attribute: each tag holds names and quoted values only.
  for (const tag of own.replace(/<!doctype html>/i, '').match(/<[a-z][^>]*>/gi) ?? []) {
    expect(tag).toMatch(/^<[a-z][a-z0-9]*(?:\s+[a-z-]+(?::[a-z]+)?(?:="[^"<]*")?)*\s*\/?>$/i);
  }
  expect(own.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(20);
});

test('the policy lets its own style and script run and nothing else', () => {
  const page = renderHtml(summarise(observedOf([aRecord()])), assets);
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const [, style = '', script = ''] = /<style>([^]*)<\/style>[^]*<script>([^]*)<\/script>/.exec(page) ?? [];
  const [, policy = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  expect(policy.replaceAll('&#39;', "'")).toBe(
    `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`,
  );
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test('headings go down by one, ids are unique, links inside lead somewhere', () => {
  const page = renderHtml(
    summarise(
      observedOf([
        aRecord({ project: '@a/b', outcome: 'failed', tests: [aTest({ outcome: 'failed' })] }),
        aRecord({ project: '@a-b' }),
      ]),
    ),
    assets,
  );
  const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  levels.forEach((level, index) => {
    expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
});

test('a status is told by a word', () => {
  const page = renderHtml(
    summarise(
      observedOf([aRecord({ outcome: 'timed-out', tests: [aTest({ outcome: 'skipped' })] })], { unreadable: [] }),
    ),
    assets,
  );
  for (const word of ['timed out', 'skipped', '1 of 1 suite did not pass']) expect(page).toContain(word);
});

test('of more tests than a page can hold the rest is counted, and what failed is listed all the same', () => {
  const many = Array.from({ length: 25_000 }, (_, index) => aTest({ name: `t${String(index)}` }));
  const page = renderHtml(
    summarise(
      observedOf([
        aRecord({ project: 'a', tests: many }),
        aRecord({ project: 'b', outcome: 'failed', tests: [aTest(), aTest({ name: 'the one', outcome: 'failed' })] }),
      ]),
    ),
    assets,
  );
  expect(page.match(/<tr data-outcome/g)).toHaveLength(20_001);
  expect(page).toContain('And 5,000 tests more');
  expect(page).toMatch(/<tr data-outcome="failed">\s*<th scope="row">the one/);
});

test('links to the pages beside it are there when those are', () => {
  const pages = { coverage: 'coverage/index.html', bdd: 'bdd/index.html' };
  const coverage = { 'apps/core/a': { lines: { covered: 799, total: 1_000 }, branches: { covered: 0, total: 0 } } };
  const projects = [{ name: 'core', root: 'apps/core', suites: ['coverage' as const], threshold: 80 }];
  const page = renderHtml(summarise(observedOf([], { pages, coverage, projects })), assets);
  expect(page).toContain('href="coverage/index.html"');
  expect(page).toContain('href="bdd/index.html"');
  expect(page).toContain('79.9 %');
  expect(page).toContain('>below<');
  expect(renderHtml(summarise(observedOf([])), assets)).not.toContain('index.html"');
});
