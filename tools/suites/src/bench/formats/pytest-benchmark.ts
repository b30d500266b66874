import { z } from 'zod';
import { Samples, type ParsedBenchmarks } from './parsed.js';

const report = z.object({
  benchmarks: z.array(z.object({ fullname: z.string(), stats: z.object({ data: z.array(z.number()).optional() }) })),
});

/** The file of `--benchmark-json`: seconds an iteration, one number a round. It holds the rounds whether they are asked for or not. */
export function parsePytestBenchmark(text: string): ParsedBenchmarks {
  const { benchmarks } = report.parse(JSON.parse(text));
  const samples = new Samples();
  for (const { fullname, stats } of benchmarks) samples.add(fullname, ...(stats.data ?? []).map((time) => time * 1e9));
  const without = benchmarks.filter(({ stats }) => (stats.data ?? []).length === 0);
  return {
    benchmarks: samples.benchmarks,
    problems: without.map(({ fullname }) => `${fullname} came without its rounds`),
  };
}
