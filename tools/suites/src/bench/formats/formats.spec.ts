import { parseCriterion } from './criterion.js';
import { GoBenchReader } from './go-bench.js';
import { parsePytestBenchmark } from './pytest-benchmark.js';
import { parseTinybench } from './tinybench.js';

/** Go 1.26, two packages, shortened. */
const GO = `goos: linux
goarch: amd64
pkg: observatory.example/api-go/internal/query
cpu: Intel(R) Xeon(R) Processor @ 2.80GHz
BenchmarkTreeOf-2   \t      18\t  11256212 ns/op\t 1088730 B/op\t    1804 allocs/op
BenchmarkTreeOf-2   \t     100\t   7568497 ns/op\t 1088713 B/op\t    1804 allocs/op
PASS
ok  \tobservatory.example/api-go/internal/query\t2.645s
?   \tobservatory.example/api-go/internal/settings\t[no test files]
pkg: observatory.example/libs/telemetry
BenchmarkScan/size=10-2 \t 4194304\t        26.70 ns/op\t 374.5 MB/s
BenchmarkScan/size=10-2 \t 4194304\t        12.0 items/op\t        28.50 ns/op
BenchmarkNothing-2      \t1000000000\t         0.0000001 ns/op
BenchmarkGone-2         \t1000000000\t         0 ns/op
BenchmarkFails-2        \t--- FAIL: BenchmarkFails
`;

test('go: a sample for each time a benchmark was run, under the name of its package', () => {
  const reader = new GoBenchReader();
  for (const line of GO.split('\n')) reader.take(line);
  expect(reader.benchmarks()).toEqual([
    { name: 'observatory.example/api-go/internal/query.BenchmarkTreeOf-2', samplesNs: [11256212, 7568497] },
    { name: 'observatory.example/libs/telemetry.BenchmarkScan/size=10-2', samplesNs: [26.7, 28.5] },
    { name: 'observatory.example/libs/telemetry.BenchmarkNothing-2', samplesNs: [1e-7] },
  ]);
});

test('criterion: the time of a sample by its iterations, in both modes of sampling', () => {
  const about = (full_id: string) => JSON.stringify({ group_id: full_id, function_id: null, full_id });
  const files = [
    {
      path: 'linear',
      benchmark: about('by size/sum/10'),
      sample: '{"sampling_mode":"Linear","iters":[10.0,20.0],"times":[85.0,160.0]}',
    },
    {
      path: 'flat',
      benchmark: about('by size/flat'),
      sample: '{"sampling_mode":"Flat","iters":[100.0,100.0],"times":[38472.0,92370.0]}',
    },
    { path: 'torn', benchmark: about('torn'), sample: '{"iters":[1.0],"times":[1.0' },
    { path: 'odd', benchmark: about('odd'), sample: '{"iters":[1.0],"times":[]}' },
  ];
  const { benchmarks, problems } = parseCriterion(files);
  expect(benchmarks).toEqual([
    { name: 'by size/sum/10', samplesNs: [8.5, 8] },
    { name: 'by size/flat', samplesNs: [384.72, 923.7] },
  ]);
  expect(problems).toEqual([expect.stringMatching(/^torn: .*JSON/), expect.stringMatching(/^odd: .*as many iters/)]);
});

test('pytest-benchmark: seconds a round, and who has none is named', () => {
  const text = JSON.stringify({
    machine_info: {},
    benchmarks: [
      {
        name: 'test_each[10]',
        fullname: 'test_speed.py::test_each[10]',
        stats: { min: 7.4e-7, rounds: 2, data: [7.5e-7, 8.25e-7], iterations: 50 },
      },
      { name: 'test_none', fullname: 'test_speed.py::test_none', stats: { rounds: 0, data: [] } },
    ],
    version: '5.3.1',
  });
  const { benchmarks, problems } = parsePytestBenchmark(text);
  expect(benchmarks.map(({ name }) => name)).toEqual(['test_speed.py::test_each[10]']);
  expect(benchmarks[0]?.samplesNs[1]).toBeCloseTo(825, 9);
  expect(problems).toEqual(['test_speed.py::test_none came without its rounds']);
});

test('vitest: its samples where it gives them, else its median; one that was skipped is not there at all', () => {
  const group = (benchmarks: readonly object[]) => ({
    files: [{ filepath: '/w/a.bench.ts', groups: [{ fullName: 'a.bench.ts > outer > sum', benchmarks }] }],
  });
  const text = JSON.stringify(
    group([
      { id: '1', name: 'loop', samples: [], mean: 0.0035, median: 0.5, sampleCount: 6732 },
      { id: '2', name: 'with samples', samples: [0.25, 2], mean: 1.125 },
      { id: '3', name: 'threw' },
    ]),
  );
  expect(parseTinybench(text)).toEqual({
    benchmarks: [
      { name: 'a.bench.ts > outer > sum > loop', samplesNs: [500_000] },
      { name: 'a.bench.ts > outer > sum > with samples', samplesNs: [250_000, 2_000_000] },
    ],
    problems: ['a.bench.ts > outer > sum > threw came without a time: it threw, or was never called'],
  });
});
