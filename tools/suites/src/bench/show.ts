import pc from 'picocolors';
import { unreachable } from '@slipway/kit';
import type { BenchVerdict, Compared, Comparison } from './compare/compare.js';

const HEADINGS = ['benchmark', 'baseline', 'new', 'change', '95 %', 'p', ''] as const;

/** The comparison as a table, and what cannot be compared below it. */
export function formatComparison({ compared, added, removed }: Comparison): string {
  const cells = compared.map(toCells);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[heading, ...cells.map((row) => row[column] ?? '')].map(({ length }) => length)),
  );
  const lay = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const table = [
    pc.dim(lay(HEADINGS)),
    ...cells.map((row, index) => colourOf(compared[index]?.verdict ?? 'same')(lay(row))),
  ];
  return [
    ...(compared.length === 0 ? [] : table),
    ...added.map((name) => `${name}: the baseline has no such benchmark`),
    ...removed.map((name) => `${name}: only the baseline has it`),
  ].join('\n');
}

function toCells({ name, baselineNs, newNs, ratio, interval, p, verdict }: Compared): readonly string[] {
  return [
    name,
    formatTime(baselineNs),
    formatTime(newNs),
    formatChange(ratio),
    interval === undefined ? '-' : `${formatChange(interval.from)} to ${formatChange(interval.to)}`,
    p === undefined ? '-' : p < 0.001 ? '<0.001' : p.toFixed(3),
    verdict,
  ];
}

function formatChange(ratio: number): string {
  const percent = (ratio - 1) * 100;
  return `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %`;
}

/** A time as people say it: `1.23 µs`. */
export function formatTime(ns: number): string {
  const [unit, divisor] = (
    [
      ['s', 1e9],
      ['ms', 1e6],
      ['µs', 1e3],
    ] as const
  ).find(([, least]) => ns >= least) ?? ['ns', 1];
  return `${(ns / divisor).toPrecision(ns / divisor >= 100 ? 4 : 3)} ${unit}`;
}

function colourOf(verdict: BenchVerdict): (text: string) => string {
  switch (verdict) {
    case 'slower':
      return pc.red;
    case 'faster':
      return pc.green;
    case 'too few samples':
      return pc.yellow;
    case 'same':
      return (text) => text;
    default:
      return unreachable(verdict);
  }
}
