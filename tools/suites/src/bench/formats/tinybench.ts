import { z } from 'zod';
import { Samples, type ParsedBenchmarks } from './parsed.js';

const benchmark = z.object({
  name: z.string(),
  samples: z.array(z.number()).optional(),
  median: z.number().optional(),
  mean: z.number().optional(),
});
const report = z.object({
  files: z.array(z.object({ groups: z.array(z.object({ fullName: z.string(), benchmarks: z.array(benchmark) })) })),
});

/**
 * The file of `vitest bench --outputJson`: milliseconds a call. Vitest leaves the samples out unless its settings say
 * `benchmark.includeSamples`, for which there is no argument; then the median of all calls is the one sample of the run.
 */
export function parseTinybench(text: string): ParsedBenchmarks {
  const samples = new Samples();
  const problems: string[] = [];
  for (const { fullName, benchmarks } of report.parse(JSON.parse(text)).files.flatMap(({ groups }) => groups)) {
    for (const { name, samples: given = [], median, mean } of benchmarks) {
      const full = `${fullName} > ${name}`;
      const times = given.length > 0 ? given : [median ?? mean].filter((time) => time !== undefined);
      if (times.length === 0) problems.push(`${full} came without a time: it threw, or was never called`);
      samples.add(full, ...times.map((time) => time * 1e6));
    }
  }
  return { benchmarks: samples.benchmarks, problems };
}
