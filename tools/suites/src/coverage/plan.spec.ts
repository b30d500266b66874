import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { readIfPresent } from '@slipway/kit';
import { mergeHits, totalsOf } from './hits.js';
import { parseLcov } from './lcov.js';
import { normaliseCoverage, type CoverageFormat } from './normalise.js';
import { planCoverage, type CoveredRun } from './plan.js';
import { formatTable, formatUncovered } from './show.js';
import { checkThreshold, toThreshold } from './threshold.js';
import { writeCoverageReport } from './write.js';

const testing = join(dirname(fileURLToPath(import.meta.url)), '../../src/coverage/testing');
const sources = join(testing, 'sources');
const modules = { 'example.test/svc': 'apps/gosvc', 'example.test/lib': 'libs/golib' };
const read = (path: string) => readIfPresent(join(sources, `${path}.fixture`));

function covered(project: string, root: string, suite: string, format: CoverageFormat, file: string): CoveredRun {
  const text = readFileSync(join(testing, 'results', file), 'utf8');
  const { lcov } = normaliseCoverage(format, text, { workspaceRoot: '/x', root, modules, read });
  return { project, suite, lcov };
}

const runs = [
  covered('gosvc', 'apps/gosvc', 'coverage', 'go-cover', 'go.out'),
  covered('gosvc', 'apps/gosvc', 'integration', 'go-cover', 'go-integration.out'),
  covered('pysvc', 'apps/pysvc', 'coverage', 'lcov', 'python.info'),
  covered('nodesvc', 'apps/nodesvc', 'coverage', 'lcov', 'vitest.info'),
  covered('rustlib', 'libs/rustlib', 'coverage', 'lcov', 'rust-unit.info'),
  covered('rustlib', 'libs/rustlib', 'integration', 'lcov', 'rust-integration.info'),
];
const projects = ['apps/gosvc', 'apps/pysvc', 'apps/nodesvc', 'libs/rustlib', 'libs/golib', '.'].map((root) => ({
  name: root.split('/').at(-1) ?? root,
  root,
  threshold: toThreshold(80),
}));
const plan = planCoverage(runs, projects, new Set(['apps/pysvc/pysvc/unused.py']), () => true);
const verdictOf = (name: string) => plan.projects.find(({ project }) => project === name)!.verdict;

test('unit and integration add up: the same as when the tool merges them itself', () => {
  const linesOf = (lcov: string) => [...(parseLcov(lcov).files[0]?.lines ?? [])];
  const both = covered('rustlib', 'libs/rustlib', 'both', 'lcov', 'rust-both.info');
  const merged = mergeHits(
    runs.filter(({ project }) => project === 'rustlib').map(({ lcov }) => parseLcov(lcov).files),
  );
  expect([...merged[0]!.lines].sort(([a], [b]) => a - b)).toEqual(linesOf(both.lcov));
  expect(totalsOf(merged)).toEqual(totalsOf(parseLcov(both.lcov).files));
});

test('branches add up by their place, whatever their blocks are numbered; one that was never come to stays so', () => {
  const one = parseLcov('SF:a\nBRDA:5,3,0,1\nBRDA:5,3,1,0\nBRDA:9,4,0,-\nend_of_record\n').files;
  const two = parseLcov('SF:a\nBRDA:5,0,0,2\nBRDA:5,0,1,0\nBRDA:9,1,0,-\nend_of_record\n').files;
  const [file] = mergeHits([one, two]);
  expect([...file!.branches.values()]).toEqual([
    { line: 5, block: '3', branch: '0', hits: 3 },
    { line: 5, block: '3', branch: '1', hits: 0 },
    { line: 9, block: '4', branch: '0' },
  ]);
});

test('a file counts for the project that it lies in, and a library that nobody measured has no row', () => {
  expect(plan.projects.map(({ project }) => project)).toEqual(['gosvc', 'nodesvc', 'pysvc', 'rustlib']);
  // go tool cover of both profiles: all but main() and two of clamp's lines, which are the library's
  expect(verdictOf('gosvc').lines).toMatchObject({ found: 10, hit: 9, percent: 90, ok: true });
  expect(plan.all.lines).toEqual({ found: 80, hit: 54, percent: 67.5, ok: true });
});

test('what pulls a project down: changed files first, then the most lines', () => {
  const verdict = verdictOf('pysvc');
  expect(verdict.ok).toBe(false);
  expect(verdict.uncovered).toEqual([
    { path: 'apps/pysvc/pysvc/unused.py', changed: true, count: 2, ranges: '1-2' },
    { path: 'apps/pysvc/pysvc/latency.py', changed: false, count: 11, ranges: '8,16,21,28-31,36-39' },
  ]);
  const text = stripVTControlCharacters(formatUncovered({ project: 'pysvc', verdict }));
  expect(text.split('\n')).toEqual([
    'pysvc: 55.17 % of lines covered, 80 % asked for',
    '  apps/pysvc/pysvc/unused.py:1-2 changed',
    '  apps/pysvc/pysvc/latency.py:8,16,21,28-31,36-39',
  ]);
  expect(formatUncovered({ project: 'gosvc', verdict: verdictOf('gosvc') })).toBe('');
});

test('the table', () => {
  expect(stripVTControlCharacters(formatTable(plan.projects)).split('\n')).toEqual([
    'project            lines        branches      functions  threshold',
    'gosvc     90.00 % (9/10)               -              -       80 %  ok',
    'nodesvc   80.00 % (8/10)   66.66 % (6/9)  75.00 % (3/4)       80 %  ok',
    'pysvc    55.17 % (16/29)  50.00 % (5/10)  40.00 % (2/5)       80 %  below',
    'rustlib  65.38 % (17/26)               -  60.00 % (3/5)       80 %  below',
  ]);
});

test('at most ten files, at most thirty ranges', () => {
  const many = Array.from(
    { length: 12 },
    (_, file) =>
      `SF:f${String(file)}\n${Array.from({ length: 40 }, (__, line) => `DA:${String(2 * line + 1)},0\nDA:${String(2 * line + 2)},1\n`).join('')}end_of_record\n`,
  ).join('');
  const text = stripVTControlCharacters(formatUncovered({ project: 'p', verdict: checkThreshold(many) }));
  expect(text.split('\n')).toHaveLength(12);
  expect(text).toContain('and 2 more');
  expect(text.split('\n')[1]).toMatch(/^ {2}f0:1,3,.*,59 …$/);
});

describe('a threshold', () => {
  const { lcov } = runs[2]!;

  test('is 80 % of lines where nothing else is said', () => {
    expect(checkThreshold(lcov)).toMatchObject({
      ok: false,
      lines: { percent: 55.17, required: 80 },
      branches: { ok: true },
    });
    expect(checkThreshold(lcov, { lines: 55 }).ok).toBe(true);
    expect(toThreshold({ branches: 50 })).toEqual({ lines: 80, branches: 50 });
  });

  test('of branches lists the lines of the branches', () => {
    const verdict = checkThreshold(lcov, { branches: 60 });
    expect(verdict.uncovered).toMatchObject([{ ranges: '7,15,20,28' }]);
  });

  test('looks at the project alone', () => {
    expect(checkThreshold(runs[0]!.lcov, { lines: 80 }, new Set(), 'libs/golib').lines).toMatchObject({
      found: 5,
      hit: 3,
    });
  });

  test('is met where there is nothing to cover', () => {
    expect(checkThreshold('SF:types.ts\nend_of_record\n')).toMatchObject({ ok: true, lines: { found: 0 } });
  });
});

test('a source that is gone since is told and left out', () => {
  const { files, problems } = planCoverage(runs, projects, new Set(), (path) => !path.endsWith('.rs'));
  expect(files.some(({ path }) => path.endsWith('.rs'))).toBe(false);
  expect(problems).toEqual(['libs/rustlib/src/lib.rs was measured and is not there anymore: run its coverage again']);
});

describe('the report', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-coverage-'));
  const page = (name: string) => readFileSync(join(folder, 'report', name), 'utf8');

  beforeAll(() => {
    for (const { path } of plan.files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), read(path) ?? '');
    }
    mkdirSync(join(folder, 'report'));
    writeFileSync(join(folder, 'report', 'stale.html'), '');
    writeCoverageReport(join(folder, 'report'), plan.files, folder);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['gosvc/main.go', 'apps/gosvc/main.go.html', 'fmt.Println(total(3))'],
    ['latency.py', 'apps/pysvc/pysvc/latency.py.html', 'return 0.0'],
    ['lib.rs', 'libs/rustlib/src/lib.rs.html', 'value * 2'],
    ['money.ts', 'apps/nodesvc/src/money.ts.html', "return 'nothing';"],
  ])('%s stands in it with what was not run marked', (_, name, uncovered) => {
    const html = page(name).replaceAll('&gt;', '>').replaceAll('&lt;', '<');
    expect(html).toMatch(new RegExp(`class="cstat-no"[^>]*>\\s*${uncovered.replace(/[.*()]/g, '\\$&')}`));
    expect(html).toContain('cline-yes');
    expect(html).not.toContain('Unable to');
  });

  test('pages ask for nothing that is not beside them', () => {
    const html = page('index.html');
    expect(html.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g) ?? []).toEqual(['href="https://istanbul.js.org/"']);
    expect(readdirSync(join(folder, 'report'))).not.toContain('stale.html');
  });

  test('LCOV, Cobertura and the summary say the same', () => {
    expect(totalsOf(parseLcov(page('lcov.info')).files)).toEqual(totalsOf(plan.files));
    expect(page('lcov.info')).toContain('BRDA:28,0,jump to line 29,-');
    const xml = page('cobertura.xml');
    expect(xml).toContain('lines-valid="80" lines-covered="54"');
    expect(xml).toContain('branches-valid="19" branches-covered="11"');
    expect(xml).toContain('filename="libs/rustlib/src/lib.rs"');
    const summary = JSON.parse(page('summary.json')) as Record<string, { lines: { total: number; covered: number } }>;
    expect(summary['total']?.lines).toMatchObject({ total: 80, covered: 54 });
    expect(Object.keys(summary)).toContain('apps/nodesvc/src/money.ts');
  });
});
