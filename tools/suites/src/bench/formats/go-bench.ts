import type { Benchmark } from '../../results/record.js';
import { Samples } from './parsed.js';

/**
 * Reads the lines that `go test -bench` prints (https://go.dev/design/14313-benchmark-format): a line for each time that a benchmark was
 * run, so `-count=10` gives ten samples. The number of processors stays in the name, as with `-cpu=1,2` it tells two of them apart.
 */
export class GoBenchReader {
  readonly #samples = new Samples();
  #package = '';

  take(line: string): void {
    const found = /^pkg: (\S+)/.exec(line)?.[1];
    if (found !== undefined) this.#package = `${found}.`;
    const [, name, time] = /^(Benchmark\S*)\s+\d+\s+(?:.*\s)?([\d.e+-]+) ns\/op(?:\s|$)/.exec(line) ?? [];
    if (name !== undefined) this.#samples.add(this.#package + name, Number(time));
  }

  benchmarks(): readonly Benchmark[] {
    return this.#samples.benchmarks;
  }
}
