import { z } from 'zod';
import { Samples, type ParsedBenchmarks } from './parsed.js';

const about = z.object({ full_id: z.string() });
const measured = z
  .object({ iters: z.array(z.number()), times: z.array(z.number()) })
  .refine(({ iters, times }) => iters.length === times.length, 'as many iters as times');

/** The two files that criterion leaves of a benchmark in its folder `new`. */
export interface CriterionFiles {
  /** For whoever is told that they are wrong. */
  readonly path: string;
  readonly benchmark: string;
  readonly sample: string;
}

/** Criterion times whole samples, in nanoseconds, of a number of iterations that may differ between them. */
export function parseCriterion(files: readonly CriterionFiles[]): ParsedBenchmarks {
  const samples = new Samples();
  const problems: string[] = [];
  for (const { path, benchmark, sample } of files) {
    try {
      const { iters, times } = measured.parse(JSON.parse(sample));
      samples.add(
        about.parse(JSON.parse(benchmark)).full_id,
        ...times.map((time, index) => time / (iters[index] ?? 0)),
      );
    } catch (error) {
      problems.push(`${path}: ${error instanceof z.ZodError ? z.prettifyError(error) : String(error)}`);
    }
  }
  return { benchmarks: samples.benchmarks, problems };
}
