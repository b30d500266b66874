import { formatSize } from '@slipway/images';
import { suiteKinds, type SuiteKind } from '../results/record.js';
import { totalOf } from './counts.js';
import { percentOf } from './coverage.js';
import { count, formatDuration, formatNumber, formatPercent, formatTime } from './format.js';
import type { Failure, Report, ReportProject, SuiteRun } from './model.js';
import { bound } from './text.js';
import { verdictWords } from './verdict.js';

/** A summary above 1 MiB is refused by GitHub. */
const MOST_BYTES = 900_000;
const MOST = { failures: 20, projects: 200, message: 2_000, images: 100 } as const;

/** The report for the summary of a CI job, in the Markdown of GitHub and GitLab. */
export function renderMarkdown(report: Report): string {
  const blocks = [
    `## ${sign(report)} ${escapeMarkdown(report.workspace)}: ${escapeMarkdown(verdictWords(report))}`,
    totals(report),
    ...failures(report),
    ...suiteTable(report),
    ...images(report),
    `Made ${formatTime(report.generatedAt)}. The whole report is the page beside this file, <code>index.html</code>.`,
  ];
  const kept: string[] = [];
  let left = MOST_BYTES;
  for (const block of blocks) {
    left -= Buffer.byteLength(block) + 2;
    if (left < 0) break;
    kept.push(block);
  }
  return `${kept.join('\n\n')}\n`;
}

function sign({ verdict }: Report): string {
  return { passed: '\u2705', failed: '\u274c', empty: '\u26aa' }[verdict];
}

function totals({ totals: { tests, durationMs }, coverage, flaky }: Report): string {
  const parts = [
    `**${count(totalOf(tests), 'test')}**: ${(['failed', 'errored', 'passed', 'skipped'] as const)
      .filter((outcome) => tests[outcome] > 0)
      .map((outcome) => `${formatNumber(tests[outcome])} ${outcome}`)
      .join(', ')}`,
    `${formatDuration(durationMs)} in all suites`,
    ...(coverage === undefined ? [] : [`${formatPercent(percentOf(coverage.lines))} of lines covered`]),
    ...(flaky.length === 0 ? [] : [count(flaky.length, 'flaky test')]),
  ];
  return parts.join(' \u00b7 ').replace('**: \u00b7', '** \u00b7');
}

function failures({ failures: all, unreadable }: Report): readonly string[] {
  if (all.length + unreadable.length === 0) return [];
  const rest = all.length - MOST.failures;
  return [
    '### Did not pass',
    ...unreadable
      .slice(0, MOST.failures)
      .map(({ path, problem }) => `${code(path)} could not be read\n\n${fenced(problem)}`),
    ...all.slice(0, MOST.failures).map(failure),
    ...(rest > 0 ? [`\u2026 and ${formatNumber(rest)} more.`] : []),
  ];
}

function failure({ project, suite, kind, group, name, outcome, file, line, message }: Failure): string {
  const head = kind === 'suite' ? code(name) : `${code(name)} ${escapeMarkdown(group)}`;
  const place = file === undefined ? '' : ` \u00b7 ${code(line === undefined ? file : `${file}:${String(line)}`)}`;
  const about = `**${escapeMarkdown(project)} ${suite}** ${outcome} \u00b7 ${head}${place}`;
  return message === undefined ? about : `${about}\n\n${fenced(message)}`;
}

function suiteTable({ projects }: Report): readonly string[] {
  const shown = suiteKinds.filter((kind) =>
    projects.some(({ suites, notRun }) => notRun.includes(kind) || suites.some(({ suite }) => suite === kind)),
  );
  if (shown.length === 0) return [];
  const rest = projects.length - MOST.projects;
  return [
    '### What ran',
    [
      `| Project | ${shown.join(' | ')} |`,
      `| --- |${' --- |'.repeat(shown.length)}`,
      ...projects.slice(0, MOST.projects).map((project) => row(project, shown)),
    ].join('\n'),
    ...(rest > 0 ? [`\u2026 and ${count(rest, 'project')} more.`] : []),
  ];
}

function row({ name, toolchain, suites, notRun }: ReportProject, shown: readonly SuiteKind[]): string {
  const cells = shown.map((kind) => {
    const run = suites.find(({ suite }) => suite === kind);
    return run === undefined ? (notRun.includes(kind) ? 'not run' : '') : cell(run);
  });
  return `| ${escapeMarkdown(name)} <sub>${escapeMarkdown(toolchain)}</sub> | ${cells.join(' | ')} |`;
}

function cell({ outcome, counts, durationMs, freshness }: SuiteRun): string {
  const bad = counts.failed + counts.errored;
  const total = totalOf(counts);
  const tests =
    total === 0 ? '' : bad > 0 ? `, ${formatNumber(bad)} of ${formatNumber(total)}` : `, ${formatNumber(total)}`;
  return `${outcome === 'passed' ? '\u2705' : '\u274c'} ${outcome}${tests}, ${formatDuration(durationMs)}${freshness === 'kept' ? ', not run again' : ''}`;
}

function images({ images: all }: Report): readonly string[] {
  const known = all.flatMap((image) => (image.bytes === undefined ? [] : [{ ...image, bytes: image.bytes }]));
  if (known.length === 0) return [];
  return [
    '### Images',
    [
      '| Image | Size | Budget |',
      '| --- | ---: | ---: |',
      ...known.slice(0, MOST.images).map(({ image, bytes, maxBytes }) => {
        const budget =
          maxBytes === undefined ? 'none' : `${formatSize(maxBytes)}${bytes > maxBytes ? ' \u274c over' : ''}`;
        return `| ${escapeMarkdown(image)} | ${formatSize(bytes)} | ${budget} |`;
      }),
    ].join('\n'),
  ];
}

/**
 * Text that Markdown takes for nothing but text, in a table too: every sign that could mean something as a character reference, which by
 * CommonMark never has a meaning of its own. A comma, a dash, a dot or a slash has none inside a line, but for the dot that makes a link.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[!-+:-@[-`{-~]|(?<=www)\./gi, (found) => `&#${String(found.charCodeAt(0))};`);
}

/** In `code` tags, where nobody is notified by an @name. */
function code(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}

/** A block that ends nowhere but at its end: its fence is longer than any in it. */
function fenced(text: string): string {
  const shown = bound(text, MOST.message).text;
  const longest = Math.max(2, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown}\n${fence}`;
}
