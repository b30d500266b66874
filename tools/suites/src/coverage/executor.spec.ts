import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { ExecutorContext } from '@nx/devkit';
import { jest } from '@jest/globals';
import { RECORD_FILE, resultsFolder, type RunRecord, type SuiteKind } from '../results/record.js';
import coverageReport from './executor.js';

let root: string;
let printed: string[];
let complained: string[];

/** Three projects; `strict` asks for more in its own target. */
function context(): ExecutorContext {
  const node = (name: string, options = {}) => ({
    name,
    type: 'lib',
    data: { root: `libs/${name}`, targets: { coverage: { executor: '@slipway/suites:run', options } } },
  });
  const nodes = { a: node('a'), b: node('b'), strict: node('strict', { threshold: 100 }) };
  return { root, projectGraph: { nodes, dependencies: {} }, nxJsonConfiguration: {} } as unknown as ExecutorContext;
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'slipway-coverage-report-'));
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

/** A run of a project with a source of as many lines as there are hits. */
function leave(project: string, suite: SuiteKind, hits: readonly number[] | undefined): void {
  const folder = join(root, resultsFolder(`libs/${project}`, suite));
  const source = `libs/${project}/x.go`;
  const record: RunRecord = {
    format: 1,
    project,
    root: `libs/${project}`,
    toolchain: 'go',
    suite,
    command: 'go test',
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1,
    outcome: 'passed',
    tests: [],
    ...(hits === undefined ? {} : { coverage: 'lcov.info' }),
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, RECORD_FILE), JSON.stringify(record));
  if (hits === undefined) return;
  mkdirSync(dirname(join(root, source)), { recursive: true });
  writeFileSync(join(root, source), hits.map((count) => `line(${String(count)})`).join('\n'));
  const lines = hits.map((count, index) => `DA:${String(index + 1)},${String(count)}`);
  writeFileSync(join(folder, 'lcov.info'), [`SF:${source}`, ...lines, 'end_of_record', ''].join('\n'));
}

test('unit and integration together reach the threshold that neither reaches alone', async () => {
  leave('a', 'coverage', [1, 1, 1, 0, 0]);
  leave('a', 'integration', [0, 0, 0, 1, 0]);
  expect(await coverageReport({}, context())).toEqual({ success: true });
  expect(printed.join()).toContain('a        80.00 % (4/5)         -          -       80 %  ok');
  for (const file of ['index.html', 'lcov.info', 'cobertura.xml', 'summary.json'])
    expect(existsSync(join(root, '.slipway/report/coverage', file))).toBe(true);
});

test('a project below its threshold fails the report, and the lines to cover are told', async () => {
  leave('a', 'coverage', [1, 1, 1, 1, 1]);
  leave('b', 'coverage', [1, 0, 0, 1, 0]);
  expect(await coverageReport({}, context())).toEqual({ success: false });
  expect(printed.join()).toContain('b: 40.00 % of lines covered, 80 % asked for\n  libs/b/x.go:2-3,5');
});

test('a threshold for all, one of the target, and one by name', async () => {
  leave('a', 'coverage', [1, 0]);
  leave('b', 'coverage', [1, 0]);
  leave('strict', 'coverage', [1, 1, 1, 1, 0]);
  const run = (options: Parameters<typeof coverageReport>[0]) => coverageReport({ json: true, ...options }, context());
  expect(await run({ threshold: 50 })).toEqual({ success: false });
  const result = JSON.parse(printed.at(-1)!) as { projects: { project: string; ok: boolean }[] };
  expect(result.projects.map(({ project, ok }) => [project, ok])).toEqual([
    ['a', true],
    ['b', true],
    ['strict', false],
  ]);
  expect(await run({ threshold: 50, projects: { strict: { lines: 75 } } })).toEqual({ success: true });
});

test('a coverage suite that left nothing is told, and is no success', async () => {
  leave('a', 'coverage', [1]);
  leave('b', 'coverage', undefined);
  expect(await coverageReport({}, context())).toEqual({ success: false });
  expect(printed.join()).toContain('the coverage of b left nothing that it covered (passed)\n  npx nx coverage b');
});

test('a project that is gone since is left out, and told', async () => {
  leave('a', 'coverage', [1]);
  leave('gone', 'coverage', [0]);
  expect(await coverageReport({}, context())).toEqual({ success: true });
  expect(printed.join()).toContain('all      100.00 % (1/1)');
  expect(printed.join()).toContain(
    'libs/gone/coverage/run.json: left out, its project is not in the workspace anymore',
  );
});

test('a coverage that names no source is told, and is no success', async () => {
  leave('a', 'coverage', [1]);
  leave('b', 'coverage', []);
  writeFileSync(join(root, resultsFolder('libs/b', 'coverage'), 'lcov.info'), '');
  expect(await coverageReport({}, context())).toEqual({ success: false });
  expect(printed.join()).toContain('the coverage of b left nothing that it covered');
});

test('a record that is torn is told, and hides no other', async () => {
  leave('a', 'coverage', [1]);
  mkdirSync(join(root, resultsFolder('libs/b', 'coverage')), { recursive: true });
  writeFileSync(join(root, resultsFolder('libs/b', 'coverage'), RECORD_FILE), '{"format":1,');
  expect(await coverageReport({}, context())).toEqual({ success: false });
  expect(printed.join()).toContain('.slipway/results/libs/b/coverage/run.json: ');
  expect(printed.join()).toContain('a        100.00 % (1/1)');
});

test('nothing at all is told with what to do', async () => {
  expect(await coverageReport({}, context())).toEqual({ success: false });
  expect(complained.join()).toContain('no run has left coverage\n  npx nx run-many -t coverage');
});
