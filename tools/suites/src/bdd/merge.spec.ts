import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { featureFiles } from './feature-files.js';
import { writeHtml } from './html.js';
import { mergeMessages } from './merge.js';
import { countScenarios } from './stream.js';
import { toMessages } from './to-messages.js';

const testing = join(dirname(fileURLToPath(import.meta.url)), '../../src/bdd/testing');

/** The four languages' streams, all with the same prefix: the worst that a caller can do. */
function streams(): readonly string[] {
  return (
    [
      ['cucumber-json', 'godog.json'],
      ['cucumber-json', 'cucumber-rs.json'],
      ['cucumber-json', 'pytest-bdd.json'],
      ['cucumber-messages', 'cucumber-js.ndjson'],
    ] as const
  ).map(([format, file]) => {
    const options = { root: '.', readFeature: featureFiles(testing, '.'), prefix: '' };
    return toMessages(format, readFileSync(join(testing, file), 'utf8'), options).ndjson;
  });
}

test('four languages make one run with as many scenarios as the tools printed together', () => {
  const { envelopes, problems } = mergeMessages(streams());
  expect(problems).toEqual([]);
  expect(countScenarios(envelopes)).toEqual({ passed: 35, failed: 9, skipped: 1, pending: 2, undefined: 5 });
  const kinds = envelopes.flatMap((envelope) => Object.keys(envelope));
  for (const once of ['meta', 'testRunStarted', 'testRunFinished'])
    expect(kinds.filter((kind) => kind === once)).toHaveLength(1);
  expect(kinds.at(-1)).toBe('testRunFinished');
  const ids = envelopes.flatMap(({ testCaseStarted }) => testCaseStarted?.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const runs = envelopes.flatMap(({ testCase }) => testCase?.testRunStartedId ?? []);
  expect(new Set(runs)).toEqual(new Set(['run']));
});

test('the page holds every message and asks for nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bdd-'));
  try {
    const { envelopes } = mergeMessages(streams());
    await writeHtml(join(folder, 'report', 'index.html'), envelopes);
    const html = readFileSync(join(folder, 'report', 'index.html'), 'utf8');
    expect(html.match(/"testCaseStarted":/g)).toHaveLength(54);
    expect(html).not.toMatch(/<(?:script|link|img)[^>]+(?:src|href)="https?:/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('no stream at all makes a run of nothing', () => {
  const { envelopes } = mergeMessages([]);
  expect(countScenarios(envelopes)).toEqual({ passed: 0, failed: 0, skipped: 0, pending: 0, undefined: 0 });
});
