import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ExecutorContext } from '@nx/devkit';
import report from './executor.js';
import { reportSchema } from './model.js';
import { aRecord, aTest } from './testing/observed.js';

let root: string;
const printed: string[] = [];
const complained: string[] = [];
const original = { log: console.log, error: console.error };

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-report-'));
  printed.length = 0;
  complained.length = 0;
  console.log = (line: string) => printed.push(line);
  console.error = (line: string) => complained.push(line);
});

afterEach(() => {
  Object.assign(console, original);
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function context(): ExecutorContext {
  const suite = (name: string) => ({ executor: '@slipway/suites:run', options: { suite: name } });
  const targets = {
    test: suite('test'),
    lint: suite('lint'),
    bench: { executor: 'nx:run-commands' },
    'coverage-report': {
      executor: '@slipway/suites:coverage-report',
      options: { threshold: 60, projects: { core: { lines: 70 } } },
    },
    'docker-build': { executor: '@slipway/images:build', options: { maxSize: '5MB' } },
  };
  const core = { name: 'core', type: 'app' as const, data: { root: 'apps/core', targets } };
  return {
    root,
    cwd: root,
    isVerbose: false,
    projectsConfigurations: { version: 2, projects: {} },
    nxJsonConfiguration: {},
    projectGraph: { nodes: { core }, dependencies: {} },
  };
}

function readReport() {
  return reportSchema.parse(JSON.parse(readFileSync(join(root, '.slipway/report/report.json'), 'utf8')));
}

const record = '.slipway/results/apps/core/test/run.json';

test('writes the page, the data and the summary, and says where the page is', async () => {
  write(record, JSON.stringify(aRecord()));
  expect(await report({}, context())).toEqual({ success: true });
  const { verdict, projects } = readReport();
  expect(verdict).toBe('passed');
  expect(projects).toMatchObject([{ name: 'core', suites: [{ suite: 'test', freshness: 'new' }], notRun: ['lint'] }]);
  expect(readFileSync(join(root, '.slipway/report/index.html'), 'utf8')).toContain('The only suite passed');
  expect(readFileSync(join(root, '.slipway/report/summary.md'), 'utf8')).toContain('**1 test**: 1 passed');
  const text = stripVTControlCharacters(printed.join('\n'));
  expect(text).toContain('core  test 1 passed, lint not run');
  expect(text).toMatch(/file:\/\/.*\/\.slipway\/report\/index\.html$/);
});

test('remembers what it has shown', async () => {
  write(record, JSON.stringify(aRecord()));
  await report({}, context());
  write(
    '.slipway/history/apps/core/test.jsonl',
    `${readFileSync(join(root, '.slipway/history/apps/core/test.jsonl'), 'utf8')}{"format":1,"pro`,
  );
  await report({}, context());
  expect(readReport().projects[0]?.suites).toMatchObject([{ freshness: 'kept', trend: [{ outcome: 'passed' }] }]);
  write(record, JSON.stringify(aRecord({ startedAt: '2026-03-02T00:00:00.000Z' })));
  await report({}, context());
  expect(readReport().projects[0]?.suites).toMatchObject([{ freshness: 'new', trend: [{}, {}] }]);
  const history = readFileSync(join(root, '.slipway/history/apps/core/test.jsonl'), 'utf8').trim().split('\n');
  expect(history.map((line) => (JSON.parse(line) as { startedAt: string }).startedAt)).toEqual([
    '2026-03-01T12:00:00.000Z',
    '2026-03-02T00:00:00.000Z',
  ]);
});

test('fails where a suite did not pass, unless it is asked never to', async () => {
  write(record, JSON.stringify(aRecord({ outcome: 'broken', reason: 'its runner was ended by SIGSEGV', tests: [] })));
  expect(await report({}, context())).toEqual({ success: false });
  expect(stripVTControlCharacters(printed.join('\n'))).toContain(
    'broken  core test  cargo nextest run\n    its runner was ended by SIGSEGV',
  );
  expect(await report({ failOn: 'never' }, context())).toEqual({ success: true });
});

test('a torn, a foreign and a misplaced record are told by their path and hide no other', async () => {
  const whole = JSON.stringify(aRecord());
  write(record, whole);
  write('.slipway/results/a/test/run.json', whole.slice(0, 50));
  write('.slipway/results/b/test/run.json', '{"tests":[]}');
  write('.slipway/results/c/test/run.json', whole);
  mkdirSync(join(root, '.slipway/results/d/run.json'), { recursive: true });
  expect(await report({}, context())).toEqual({ success: false });
  const { unreadable, totals } = readReport();
  expect(unreadable.map(({ path }) => path)).toEqual(
    ['a', 'b', 'c'].map((name) => `.slipway/results/${name}/test/run.json`),
  );
  expect(unreadable[2]?.problem).toContain(`whose place is ${record}`);
  expect(totals.tests.passed).toBe(1);
  expect(readFileSync(join(root, '.slipway/report/index.html'), 'utf8')).toContain('could not be read');
});

test('bytes that are no UTF-8 and 30 MB of output make a page that opens', async () => {
  const text = JSON.stringify(
    aRecord({
      outcome: 'failed',
      tests: [aTest({ outcome: 'failed', message: 'bad: \u0001 HERE', output: 'x'.repeat(30_000_000) })],
    }),
  );
  const [before = '', after = ''] = text.split('HERE');
  write(record, Buffer.concat([Buffer.from(before), Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(after)]));
  await report({}, context());
  expect(readReport().failures[0]?.message).toBe('bad: \u2401 \ufffd\ufffd(');
  expect(readFileSync(join(root, '.slipway/report/index.html')).length).toBeLessThan(200_000);
});

test('sizes come from receipts, budgets from the targets', async () => {
  const receipt = {
    version: 1,
    planHash: 'p',
    project: 'core',
    image: 'o/core',
    id: 'i',
    manifestDigest: 'm',
    configDigest: 'c',
    bytes: 6_000_000,
    platform: 'linux/amd64',
    bases: [],
    inputs: {},
  };
  write(
    'apps/core/.slipway/image.json',
    JSON.stringify({ version: 1, images: [{ name: 'o/core', planHash: 'p', digest: 'd' }] }),
  );
  write('.slipway/receipts/engine/p.json', JSON.stringify(receipt));
  write('.slipway/receipts/engine/latest/o%2Fcore', 'p\n');
  await report({}, context());
  expect(readReport().images).toEqual([{ project: 'core', image: 'o/core', bytes: 6_000_000, maxBytes: 5_000_000 }]);
  expect(readFileSync(join(root, '.slipway/report/index.html'), 'utf8')).toContain('1.00 MB over');
  // Built elsewhere since: what is known here is of another image.
  write(
    'apps/core/.slipway/image.json',
    JSON.stringify({ version: 1, images: [{ name: 'o/core', planHash: 'q', digest: 'd' }] }),
  );
  await report({}, context());
  expect(readReport().images).toEqual([{ project: 'core', image: 'o/core', maxBytes: 5_000_000 }]);
});

test('coverage comes from the summary, paths from anywhere in the workspace', async () => {
  const share = { total: 4, covered: 3, skipped: 0, pct: 75 };
  const none = { total: 0, covered: 0, skipped: 0, pct: 'Unknown' };
  const file = { lines: share, branches: none, functions: none, statements: share };
  write(
    '.slipway/report/coverage/summary.json',
    JSON.stringify({ total: file, [join(root, 'apps/core/a.rs')]: file, 'apps/core/b.rs': file }),
  );
  write('.slipway/report/coverage/index.html', '');
  await report({}, context());
  expect(readReport().coverage).toMatchObject({
    lines: { covered: 6, total: 8 },
    projects: [{ project: 'core', lines: { covered: 6, total: 8 }, threshold: 70 }],
    page: 'coverage/index.html',
  });
});

test('with json, data alone is on standard output', async () => {
  write(record, JSON.stringify(aRecord()));
  await report({ json: true }, context());
  expect(JSON.parse(printed.join('\n'))).toMatchObject({
    verdict: 'passed',
    report: '.slipway/report/report.json',
    totals: { tests: { passed: 1 } },
  });
  expect(complained.join('\n')).toContain('The only suite passed');
});

test('where nothing has run it says so and writes the page', async () => {
  expect(await report({}, context())).toEqual({ success: true });
  expect(existsSync(join(root, '.slipway/report/index.html'))).toBe(true);
  expect(printed.join('\n')).toContain('No suite has run yet');
});
