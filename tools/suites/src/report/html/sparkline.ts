import { count, formatDuration } from '../format.js';
import type { TrendRun } from '../model.js';
import { html, type Html } from './html.js';
import { badOutcomes } from './words.js';

const WIDTH = 132;
const HEIGHT = 30;
const EDGE = 4;

/** The middle one of some durations. */
export function median(durations: readonly number[]): number {
  const sorted = durations.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? upper;
  return (lower + upper) / 2;
}

/** The durations of a suite's runs as a line, with a mark at each run that did not pass, and the same in words. */
export function sparkline(runs: readonly TrendRun[]): Html {
  const durations = runs.map(({ durationMs }) => durationMs);
  const most = Math.max(...durations, 1);
  const step = (WIDTH - 2 * EDGE) / Math.max(1, runs.length - 1);
  const points = runs.map(({ durationMs, outcome }, index) => ({
    x: runs.length === 1 ? WIDTH / 2 : EDGE + index * step,
    // From nought: a line that begins elsewhere makes a second out of ten look like half.
    y: HEIGHT - EDGE - (durationMs / most) * (HEIGHT - 2 * EDGE),
    bad: badOutcomes.includes(outcome),
  }));
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const marked = points.filter(({ bad }, index) => bad || index === points.length - 1);
  return html`<svg
    class="sparkline"
    viewBox="0 0 ${WIDTH} ${HEIGHT}"
    width="${WIDTH}"
    height="${HEIGHT}"
    role="img"
    aria-label="${describe(runs)}"
  >
    <polyline points="${line}" />
    ${marked.map(({ x, y, bad }) => html`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="2.5" ${bad && html` class="bad"`} />`)}
  </svg>`;
}

function describe(runs: readonly TrendRun[]): string {
  const durations = runs.map(({ durationMs }) => durationMs);
  const bad = runs.filter(({ outcome }) => badOutcomes.includes(outcome)).length;
  const range = `${formatDuration(Math.min(...durations))} to ${formatDuration(Math.max(...durations))}`;
  return `${count(runs.length, 'run')}, ${range}, median ${formatDuration(median(durations))}, ${bad === 0 ? 'all passed' : `${String(bad)} did not pass`}`;
}
