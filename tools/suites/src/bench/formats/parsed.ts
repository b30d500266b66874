import type { Benchmark } from '../../results/record.js';

/** What a result of benchmarks tells. */
export interface ParsedBenchmarks {
  readonly benchmarks: readonly Benchmark[];
  /** What is wrong with it, each a sentence. */
  readonly problems: readonly string[];
}

/** Samples by the name of their benchmark, in the order in which they came; a time that says nothing is passed over. */
export class Samples {
  readonly #byName = new Map<string, number[]>();

  add(name: string, ...timesNs: readonly number[]): void {
    // A loop that the compiler did away with takes no time, and no ratio can be made of that.
    const told = timesNs.filter((time) => Number.isFinite(time) && time > 0);
    if (told.length === 0) return;
    const known = this.#byName.get(name) ?? [];
    this.#byName.set(name, known);
    for (const time of told) known.push(time);
  }

  get benchmarks(): readonly Benchmark[] {
    return [...this.#byName].map(([name, samplesNs]) => ({ name, samplesNs }));
  }
}
