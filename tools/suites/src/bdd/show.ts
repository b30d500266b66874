import pc from 'picocolors';
import type { ScenarioCounts } from './stream.js';
import { hasSucceeded } from './to-messages.js';

/** A project's suite, and how its scenarios ended. */
export interface BddRow {
  readonly project: string;
  readonly scenarios: ScenarioCounts;
}

const OUTCOMES = ['passed', 'failed', 'undefined', 'pending', 'skipped'] as const;

/** Adds up rows. */
export function sumScenarios(rows: readonly BddRow[]): ScenarioCounts {
  const sum = { passed: 0, failed: 0, skipped: 0, pending: 0, undefined: 0 };
  for (const { scenarios } of rows) for (const outcome of OUTCOMES) sum[outcome] += scenarios[outcome];
  return sum;
}

/** A line for each project: what there are none of is not told. */
export function formatRows(rows: readonly BddRow[]): string {
  const width = Math.max(...rows.map(({ project }) => project.length), 0);
  return rows
    .map(({ project, scenarios }) => {
      const told = OUTCOMES.filter((outcome) => scenarios[outcome] > 0).map(
        (outcome) => `${String(scenarios[outcome])} ${outcome}`,
      );
      const line = `${project.padEnd(width)}  ${told.join(', ') || 'no scenario'}`;
      return hasSucceeded(scenarios) ? line : pc.red(line);
    })
    .join('\n');
}
