import type { Reporting } from '@slipway/toolchains';
import type { Benchmark } from '../results/record.js';

/** So many samples the first run takes, from which is seen how long they are. */
export const FIRST_SAMPLES = 10;
const MOST_SAMPLES = 500;

/** How long a sample is at least, and all of one benchmark together at most, where one run of it is no longer. */
const SAMPLE_NS = 1e6;
const BUDGET_NS = 5e8;

/**
 * Arguments by which a command takes many short samples in place of a few long ones: of five hundred milliseconds one was not disturbed, of
 * ten seconds none was. Only Go's benchmarks are long by themselves; the others take samples of single calls. What the options of the target
 * say comes after these, and counts more.
 */
export function samplingArguments(reporting: Reporting | undefined, samples: number): readonly string[] {
  return reporting?.stdout === 'go-bench' ? ['-benchtime=1ms', `-count=${String(samples)}`] : [];
}

/** How many samples the time allows of the slowest of these benchmarks. */
export function samplesFor(benchmarks: readonly Benchmark[]): number {
  const slowest = benchmarks.flatMap(({ samplesNs }) => samplesNs).reduce((most, time) => Math.max(most, time), 0);
  const count = Math.floor(BUDGET_NS / Math.max(slowest, SAMPLE_NS));
  return Math.min(MOST_SAMPLES, Math.max(FIRST_SAMPLES, count));
}
