import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectBenchmarks } from './collect.js';

const root = mkdtempSync(join(tmpdir(), 'slipway-collect-'));
const startedAt = new Date();
const toWorkspace = (path: string) => path.slice(root.length + 1);
const common = { printed: [], startedAt, toWorkspace };

afterAll(() => {
  rmSync(root, { recursive: true });
});

function leave(path: string, text: string): string {
  const full = join(root, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
}

test('of the folder of criterion only what this run wrote counts, and of that what is new', () => {
  for (const name of ['mine', 'of another run'])
    for (const set of ['new', 'base']) {
      leave(`criterion/${name}/${set}/benchmark.json`, JSON.stringify({ full_id: name }));
      const sample = leave(`criterion/${name}/${set}/sample.json`, '{"iters":[2],"times":[6]}');
      if (name !== 'mine') utimesSync(sample, 1, 1);
    }
  const expected = [{ format: 'criterion' as const, path: join(root, 'criterion') }];
  expect(collectBenchmarks({ ...common, expected })).toEqual({
    benchmarks: [{ name: 'mine', samplesNs: [3] }],
    problems: [],
  });
});

test.each([
  [{ expected: [{ format: 'criterion' as const, path: join(root, 'none') }] }, 'it left no benchmark in none'],
  [{ expected: [{ format: 'tinybench' as const, path: join(root, 'no.json') }] }, 'it left no benchmark in no.json'],
  [{ expected: [], stdout: 'go-bench' as const }, 'it printed no result of a benchmark'],
])('a run that was to leave benchmarks and left none says so', (results, problem) => {
  expect(collectBenchmarks({ ...common, ...results })).toEqual({ benchmarks: [], problems: [problem] });
});

test('a file that is no result says why', () => {
  const path = leave('torn.json', '{"benchmarks": [');
  const { problems } = collectBenchmarks({ ...common, expected: [{ format: 'pytest-benchmark', path }] });
  expect(problems).toEqual([expect.stringMatching(/^its benchmarks in torn\.json cannot be read: .*JSON/)]);
});

test('a suite of another kind is asked for none', () => {
  const expected = [{ format: 'junit' as const, path: join(root, 'no.xml') }];
  expect(collectBenchmarks({ ...common, expected, stdout: 'libtest' })).toEqual({ benchmarks: [], problems: [] });
});
