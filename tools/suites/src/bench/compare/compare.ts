import { median } from 'simple-statistics';
import { byCodeUnit } from '@slipway/kit';
import { mannWhitney } from '../statistics/mann-whitney.js';
import { holm } from '../statistics/holm.js';
import { ratioInterval, type Interval } from '../statistics/ratio-interval.js';
import type { Benchmark } from '../../results/record.js';

/** What is said of one benchmark. */
export type BenchVerdict = 'slower' | 'faster' | 'same' | 'too few samples';

/** One benchmark, baseline against new. Times in nanoseconds an iteration. */
export interface Compared {
  readonly name: string;
  readonly baselineNs: number;
  readonly newNs: number;
  /** New by baseline: 1.1 is a tenth slower. */
  readonly ratio: number;
  /** Where the ratio is with a confidence of 95 %; absent where there are too few samples. */
  readonly interval?: Interval;
  /** Of the Mann-Whitney U test, corrected for the number of benchmarks; absent where there are too few samples. */
  readonly p?: number;
  readonly rounds: { readonly baseline: number; readonly new: number };
  readonly verdict: BenchVerdict;
}

/** What is held against what. */
export interface Comparison {
  readonly compared: readonly Compared[];
  /** Benchmarks that the baseline has not, and those that it has alone. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What counts as a change. */
export interface Limits {
  /** As a share: 0.05 for 5 %. */
  readonly threshold: number;
}

/** The chance to report a change of any benchmark where none changed. */
const ALPHA = 0.05;

/** With fewer rounds no difference at all gives p < 0.05: with three against three it is 0.1. */
export const FEWEST_ROUNDS = 4;

/**
 * Compares rounds of a baseline with as many of what is new. The samples of one round come from one process, which has one layout in memory
 * and one moment on the machine: they are not independent, so a round counts as one measurement, its fastest sample. What else goes on on a
 * machine only ever adds time (Chen and Revels, 2016, "Robust benchmarking in noisy environments", arXiv:1608.04295).
 *
 * `slower` and `faster` need both: an effect above the threshold (ratio of the medians over the rounds) and p < 0.05. With many benchmarks
 * p is corrected by Holm's method: a comparison fails a build, so what has to stay rare is one false alarm in a whole comparison. A false
 * discovery rate (Benjamini and Hochberg) would let that grow with the number of real changes beside it.
 */
export function compareRounds(
  baseline: readonly (readonly Benchmark[])[],
  next: readonly (readonly Benchmark[])[],
  { threshold }: Limits,
): Comparison {
  const [before, after] = [fastestByName(baseline), fastestByName(next)];
  const both = [...after.keys()].filter((name) => before.has(name)).sort(byCodeUnit);
  const pairs = both.map((name) => ({ name, a: before.get(name) ?? [], b: after.get(name) ?? [] }));
  const enough = pairs.filter(({ a, b }) => a.length >= FEWEST_ROUNDS && b.length >= FEWEST_ROUNDS);
  const corrected = holm(enough.map(({ a, b }) => mannWhitney(a, b)));
  const ps = new Map(enough.map(({ name }, index) => [name, corrected[index]]));
  return {
    compared: pairs.map(({ name, a, b }) => compareOne(name, a, b, { p: ps.get(name), threshold })),
    added: [...after.keys()].filter((name) => !before.has(name)).sort(byCodeUnit),
    removed: [...before.keys()].filter((name) => !after.has(name)).sort(byCodeUnit),
  };
}

function compareOne(
  name: string,
  a: readonly number[],
  b: readonly number[],
  { p, threshold }: { readonly p: number | undefined; readonly threshold: number },
): Compared {
  const [baselineNs, newNs] = [median([...a]), median([...b])];
  const ratio = newNs / baselineNs;
  const told = { name, baselineNs, newNs, ratio, rounds: { baseline: a.length, new: b.length } };
  if (p === undefined) return { ...told, verdict: 'too few samples' };
  return { ...told, p, interval: ratioInterval(a, b), verdict: judge(ratio, p, threshold) };
}

function judge(ratio: number, p: number, threshold: number): BenchVerdict {
  if (p >= ALPHA) return 'same';
  if (ratio > 1 + threshold) return 'slower';
  // The same factor in the other direction.
  return ratio < 1 / (1 + threshold) ? 'faster' : 'same';
}

/** The fastest sample of each round in which a benchmark was run. */
function fastestByName(rounds: readonly (readonly Benchmark[])[]): ReadonlyMap<string, readonly number[]> {
  const fastest = new Map<string, number[]>();
  for (const round of rounds)
    for (const { name, samplesNs } of round) fastest.set(name, [...(fastest.get(name) ?? []), smallest(samplesNs)]);
  return fastest;
}

/** Not by Math.min, whose arguments have to fit on the stack. */
function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => (value < least ? value : least), Infinity);
}
