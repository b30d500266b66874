import { byCodeUnit } from '@slipway/kit';
import type { RunRecord } from '../results/record.js';
import { countTests } from './counts.js';
import { groupBy } from './group-by.js';
import type { BenchmarkLine, Feature } from './model.js';
import { boundName } from './text.js';

/** The features of all BDD suites with their scenarios. */
export function summariseFeatures(records: readonly RunRecord[]): Feature[] {
  return records
    .filter(({ suite }) => suite === 'bdd')
    .flatMap(({ project, toolchain, tests }) =>
      [...groupBy(tests, ({ group }) => group)].map(([group, own]) => ({
        project,
        toolchain,
        name: boundName(group),
        counts: countTests(own),
      })),
    )
    .sort((a, b) => byCodeUnit(a.project, b.project) || byCodeUnit(a.name, b.name));
}

/** What the benchmarks of all suites measured. */
export function summariseBenchmarks(records: readonly RunRecord[]): BenchmarkLine[] {
  return records.flatMap(({ project, toolchain, benchmarks = [] }) =>
    benchmarks.map(({ name, samplesNs }) => {
      const sorted = samplesNs.toSorted((a, b) => a - b);
      return {
        project,
        toolchain,
        name: boundName(name),
        samples: sorted.length,
        medianNs: quantile(sorted, 0.5),
        quartilesNs: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
      };
    }),
  );
}

/** By linear interpolation between the nearest two. */
function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)] ?? 0;
  const above = sorted[Math.ceil(position)] ?? below;
  return below + (above - below) * (position - Math.floor(position));
}
