import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { ExecutorContext } from '@nx/devkit';
import { jest } from '@jest/globals';
import { RECORD_FILE, resultsFolder, type RunRecord } from '../results/record.js';
import bddReport from './executor.js';
import { featureFiles } from './feature-files.js';
import { toMessages } from './to-messages.js';

const testing = join(dirname(fileURLToPath(import.meta.url)), '../../src/bdd/testing');

let root: string;
let printed: string[];
let complained: string[];
const context = () => ({ root, projectGraph: { nodes: { gosvc: {}, pysvc: {} } } }) as unknown as ExecutorContext;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-bdd-report-'));
  printed = [];
  complained = [];
  jest.spyOn(console, 'log').mockImplementation((text: string) => void printed.push(stripVTControlCharacters(text)));
  jest
    .spyOn(console, 'error')
    .mockImplementation((text: string) => void complained.push(stripVTControlCharacters(text)));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function leave(project: string, more: Partial<RunRecord>, messages?: string): void {
  const folder = join(root, resultsFolder(`apps/${project}`, 'bdd'));
  const record: RunRecord = {
    format: 1,
    project,
    root: `apps/${project}`,
    toolchain: 'go',
    suite: 'bdd',
    command: 'go test',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    outcome: 'passed',
    tests: [],
    ...more,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RECORD_FILE), JSON.stringify(record));
  if (messages !== undefined) writeFileSync(join(folder, 'messages.ndjson'), messages);
}

function converted(file: string): string {
  const text = readFileSync(join(testing, file), 'utf8');
  return toMessages('cucumber-json', text, { root: '.', readFeature: featureFiles(testing, '.'), prefix: 'same' })
    .ndjson;
}

test('the features of two projects on one page, and what failed in numbers', async () => {
  leave('gosvc', { messages: 'messages.ndjson' }, converted('godog.json'));
  leave('pysvc', { messages: 'messages.ndjson' }, converted('pytest-bdd.json'));
  expect(await bddReport({}, context())).toEqual({ success: false });
  expect(printed.join('\n').split('\n')).toEqual([
    'gosvc  9 passed, 2 failed, 1 undefined, 1 pending',
    'pysvc  9 passed, 2 failed, 1 undefined, 1 skipped',
    'all    18 passed, 4 failed, 2 undefined, 1 pending, 1 skipped',
    '',
    '.slipway/report/bdd/index.html',
  ]);
  expect(existsSync(join(root, '.slipway/report/bdd/index.html'))).toBe(true);
});

test('--json leaves standard output to programs', async () => {
  leave('gosvc', { messages: 'messages.ndjson' }, converted('godog.json'));
  await bddReport({ json: true }, context());
  expect(printed).toHaveLength(1);
  expect(JSON.parse(printed[0]!)).toMatchObject({
    projects: [{ project: 'gosvc', scenarios: { passed: 9, failed: 2 } }],
    scenarios: { passed: 9, pending: 1 },
    report: '.slipway/report/bdd',
  });
  expect(complained.join()).toContain('gosvc  9 passed');
});

test('a suite that left no Messages is told, and is no success', async () => {
  leave('gosvc', { outcome: 'broken', reason: 'it crashed' });
  expect(await bddReport({}, context())).toEqual({ success: false });
  expect(printed.join()).toContain(
    '.slipway/results/apps/gosvc/bdd/run.json: the bdd of gosvc left no scenario (it crashed)\n  npx nx bdd gosvc',
  );
});

test('a project that is gone since is left out, and told', async () => {
  leave('gosvc', { messages: 'messages.ndjson' }, converted('godog.json'));
  leave('gone', { messages: 'messages.ndjson' }, converted('godog.json'));
  await bddReport({}, context());
  expect(printed.join()).toContain('all    9 passed');
  expect(printed.join()).toContain('apps/gone/bdd/run.json: left out, its project is not in the workspace anymore');
});

test('nothing at all is told with what to do', async () => {
  expect(await bddReport({}, context())).toEqual({ success: false });
  expect(complained.join()).toContain('no run of a feature has left a result\n  npx nx run-many -t bdd');
});
