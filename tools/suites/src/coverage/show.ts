import pc from 'picocolors';
import { measures, type Judged, type Measure, type Verdict } from './threshold.js';

/** A project as the table shows it. */
export interface ProjectVerdict {
  readonly project: string;
  readonly verdict: Verdict;
}

/** So many files that pull a project down are shown; the page has all. */
const FILES_SHOWN = 10;
/** A line of a terminal that nobody reads to its end helps nobody. */
const RANGES_SHOWN = 30;

const HEADINGS = ['project', 'lines', 'branches', 'functions', 'threshold', ''] as const;

/** The table of projects, columns in line. */
export function formatTable(rows: readonly ProjectVerdict[]): string {
  const cells = rows.map(({ project, verdict }) => [
    project,
    ...measures.map((measure) => formatShare(verdict[measure])),
    formatThreshold(verdict),
    verdict.ok ? 'ok' : 'below',
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(...[heading, ...cells.map((row) => row[column] ?? '')].map((cell) => cell.length)),
  );
  const lay = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 || column === row.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  return [
    pc.dim(lay(HEADINGS).trimEnd()),
    ...cells.map((row, index) => {
      const line = lay(row).trimEnd();
      return rows[index]?.verdict.ok === true ? line : pc.red(line);
    }),
  ].join('\n');
}

function formatShare({ percent, found, hit }: Judged): string {
  return percent === undefined ? '-' : `${percent.toFixed(2)} % (${String(hit)}/${String(found)})`;
}

function formatThreshold(verdict: Verdict): string {
  const asked = measures.filter((measure) => verdict[measure].required !== undefined);
  const only = asked.length === 1 && asked[0] === 'lines';
  return asked.map((measure) => `${String(verdict[measure].required)} %${only ? '' : ` ${measure}`}`).join(', ') || '-';
}

/** What a failure says: what is below, and the lines to write tests for. Empty where all is well. */
export function formatUncovered({ project, verdict }: ProjectVerdict): string {
  if (verdict.ok) return '';
  const below = measures
    .filter((measure) => !verdict[measure].ok)
    .map((measure) => formatBelow(measure, verdict[measure]));
  const shown = verdict.uncovered.slice(0, FILES_SHOWN);
  const rest = verdict.uncovered.length - shown.length;
  return [
    pc.red(`${project}: ${below.join(', ')}`),
    ...shown.map(({ path, ranges, changed }) => `  ${path}:${shorten(ranges)}${changed ? pc.yellow(' changed') : ''}`),
    ...(rest === 0 ? [] : [pc.dim(`  and ${String(rest)} more`)]),
  ].join('\n');
}

function formatBelow(measure: Measure, { percent = 0, required = 0 }: Judged): string {
  return `${percent.toFixed(2)} % of ${measure} covered, ${String(required)} % asked for`;
}

function shorten(ranges: string): string {
  const all = ranges.split(',');
  return all.length <= RANGES_SHOWN ? ranges : `${all.slice(0, RANGES_SHOWN).join(',')} …`;
}
