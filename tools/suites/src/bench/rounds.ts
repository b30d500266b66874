import { UserError } from '@slipway/kit';
import type { Benchmark } from '../results/record.js';
import { measure, type Side } from './measure.js';
import { FIRST_SAMPLES, samplesFor } from './sampling.js';

/** What both sides gave, round by round. */
export interface Rounds {
  readonly baseline: readonly (readonly Benchmark[])[];
  readonly new: readonly (readonly Benchmark[])[];
}

/**
 * Measures both sides in turn, so that what drifts on the machine hits both alike. The first run of each is not counted: it compiles, and
 * fills caches.
 * @throws UserError where a side does not run through, or the new one has no benchmark
 */
export async function measureRounds(
  sides: { readonly baseline: Side; readonly new: Side },
  count: number,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (text: string) => void },
): Promise<Rounds> {
  say('warm-up');
  const first = await measure(sides.baseline, FIRST_SAMPLES, signal);
  const second = await measure(sides.new, FIRST_SAMPLES, signal);
  if (second.length === 0) throw new UserError({ what: `${sides.new.plan(FIRST_SAMPLES).shown} left no benchmark` });
  // Who has just written the first benchmark has nothing to hold it against.
  if (first.length === 0) return { baseline: [], new: [second] };
  const samples = samplesFor(second);
  const baseline: (readonly Benchmark[])[] = [];
  const next: (readonly Benchmark[])[] = [];
  for (let round = 1; round <= count; round++) {
    say(`round ${String(round)} of ${String(count)}`);
    baseline.push(await measure(sides.baseline, samples, signal));
    next.push(await measure(sides.new, samples, signal));
  }
  return { baseline, new: next };
}
