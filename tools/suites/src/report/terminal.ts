import { pathToFileURL } from 'node:url';
import { formatPlace } from '@slipway/kit';
import pc from 'picocolors';
import { totalOf } from './counts.js';
import { percentOf } from './coverage.js';
import { count, formatDuration, formatNumber, formatPercent } from './format.js';
import type { Failure, Report, ReportProject } from './model.js';
import { verdictWords } from './verdict.js';

/** Colours of what is printed; the plain ones are for tests. */
export type Colors = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'green' | 'yellow'>;

/** How many failures are printed; the page has them all. */
const SHOWN = 20;

/** The report for a terminal: what did not pass, a table of the projects, totals, and where the page is. @param page absolute path */
export function renderTerminal(report: Report, page: string, colors: Colors = pc): string {
  const blocks = [failures(report, colors), table(report, colors), totals(report, colors)];
  return [...blocks.filter((block) => block !== ''), pathToFileURL(page).href].join('\n\n');
}

function failures({ failures: all, unreadable }: Report, colors: Colors): string {
  const rest = all.length - SHOWN;
  return [
    ...unreadable.map(({ path, problem }) => `${colors.red('unreadable')}  ${path}\n${indent(problem)}`),
    ...all.slice(0, SHOWN).map((failure) => line(failure, colors)),
    ...(rest > 0 ? [colors.dim(`and ${formatNumber(rest)} more`)] : []),
  ].join('\n');
}

function line(
  { project, suite, kind, group, name, outcome, file, line: at, message }: Failure,
  colors: Colors,
): string {
  const place =
    file === undefined ? '' : `  ${colors.dim(formatPlace({ file, ...(at === undefined ? {} : { line: at }) }))}`;
  const what = kind === 'suite' ? name : `${group} ${name}`.trim();
  const head = `${colors.red(outcome)}  ${colors.bold(`${project} ${suite}`)}  ${what}${place}`;
  const first = message?.split('\n').find((text) => text.trim() !== '');
  return first === undefined ? head : `${head}\n${indent(first.slice(0, 200))}`;
}

function indent(text: string): string {
  return `    ${text.trim().replaceAll('\n', '\n    ')}`;
}

function table({ projects }: Report, colors: Colors): string {
  const shown = projects.filter(({ suites }) => suites.length > 0);
  const width = Math.max(0, ...shown.map(({ name }) => name.length));
  return shown.map((project) => `${project.name.padEnd(width)}  ${cells(project, colors)}`).join('\n');
}

function cells({ suites, notRun }: ReportProject, colors: Colors): string {
  return [
    ...suites.map(({ suite, outcome, counts, freshness }) => {
      const bad = counts.failed + counts.errored;
      const tests = totalOf(counts) === 0 ? '' : ` ${bad > 0 ? `${String(bad)}/` : ''}${formatNumber(totalOf(counts))}`;
      const text = outcome === 'passed' ? `${suite}${tests} passed` : `${suite}${tests} ${outcome}`;
      const painted = outcome === 'passed' ? colors.green(text) : colors.red(text);
      return freshness === 'kept' ? `${painted} ${colors.dim('(not run again)')}` : painted;
    }),
    ...notRun.map((suite) => colors.dim(`${suite} not run`)),
  ].join(', ');
}

function totals(report: Report, colors: Colors): string {
  const { tests, durationMs } = report.totals;
  const parts = [
    `${count(totalOf(tests), 'test')}${tests.failed + tests.errored > 0 ? `, ${formatNumber(tests.failed + tests.errored)} did not pass` : ''}${tests.skipped > 0 ? `, ${formatNumber(tests.skipped)} skipped` : ''}`,
    formatDuration(durationMs),
    ...(report.coverage === undefined ? [] : [`${formatPercent(percentOf(report.coverage.lines))} of lines covered`]),
    ...(report.flaky.length === 0 ? [] : [colors.yellow(count(report.flaky.length, 'flaky test'))]),
  ];
  const words = verdictWords(report);
  const verdict = { passed: colors.green(words), failed: colors.red(words), empty: colors.yellow(words) }[
    report.verdict
  ];
  return `${verdict}: ${parts.join('; ')}`;
}
