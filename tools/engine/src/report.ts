import type { BaseImageReport } from './base-images/index.js';
import type { EngineReport } from './engine/index.js';

/** What was done for the engine, in one line. */
export function describeEngine({ version, outcome, seconds }: EngineReport): string {
  switch (outcome) {
    case 'running':
      return `engine: ${version}, running`;
    case 'started':
      return `engine: ${version}, started in ${round(seconds)}`;
    case 'installed':
      return `engine: ${version}, installed and started in ${round(seconds)}`;
  }
}

/** What was done for a base image, in one line. */
export function describeBaseImage(report: BaseImageReport): string {
  if (report.outcome === 'unavailable') return `left out: ${report.reason}`;
  const { name, outcome, standIn, seconds } = report;
  switch (outcome) {
    case 'found':
      return `${name}: found${standIn === undefined ? '' : `, a stand-in (${standIn})`}`;
    case 'tagged':
      return `${name}: found by its digest, and tagged`;
    case 'pulled':
      return `${name}: pulled in ${round(seconds)}`;
    case 'built':
      return `${name}: stand-in built from packages in ${round(seconds)}, no registry answers (${standIn ?? ''})`;
  }
}

function round(seconds: number): string {
  return `${seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds))} s`;
}
