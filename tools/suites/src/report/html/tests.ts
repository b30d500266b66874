import { totalOf } from '../counts.js';
import { flakyDefinition } from '../flaky.js';
import { count, formatDuration, formatNumber } from '../format.js';
import type { FlakyTest, Report, SuiteRun, TestLine } from '../model.js';
import { html, type Html } from './html.js';
import { badge, countWords, filterable, owner, place, section, table } from './parts.js';
import { suiteId } from './suites.js';

/** So many tests are listed; a page with more takes long to open. report.json has all. */
const LISTED = 20_000;

/** The tests that take longest. */
export function slowest({ slowest: tests }: Report): Html | undefined {
  if (tests.length === 0) return undefined;
  return section('slowest', 'Slowest tests', {
    body: table(
      'Slowest tests',
      [
        { title: 'Test' },
        { title: 'Project' },
        { title: 'Suite' },
        { title: 'Outcome' },
        { title: 'Time', numeric: true },
      ],
      tests.map(
        (test) =>
          html`<tr${filterable(test.project, test.toolchain, test.outcome)} data-row><th scope="row">${test.name} <span class="quiet small">${test.group}</span></th><td>${owner(test.project, test.toolchain)}</td><td>${test.suite}</td><td>${badge(test.outcome)}</td><td class="number">${formatDuration(test.durationMs)}</td></tr>
`,
      ),
    ),
  });
}

/** The tests that do not always say the same. */
export function flaky({ flaky: tests }: Report): Html {
  return section('flaky', 'Flaky tests', {
    note: flakyDefinition,
    body:
      tests.length === 0
        ? html`<p class="note">None.</p>`
        : table(
            'Flaky tests',
            [
              { title: 'Test' },
              { title: 'Project' },
              { title: 'Suite' },
              { title: 'Certainty' },
              { title: 'Failed', numeric: true },
              { title: 'Runs, oldest first' },
            ],
            tests.map(flakyRow),
          ),
  });
}

function flakyRow({ project, toolchain, suite, group, name, certainty, outcomes }: FlakyTest): Html {
  const failed = outcomes.filter((outcome) => outcome === 'failed').length;
  const last = outcomes.at(-1) ?? 'passed';
  const signs = outcomes.map(
    (outcome) =>
      html`<span class="${outcome === 'failed' ? 'bad' : 'good'}">${outcome === 'failed' ? '\u2715' : '\u2713'}</span>`,
  );
  return html`<tr${filterable(project, toolchain, last)} data-row><th scope="row">${name} <span class="quiet small">${group}</span></th><td>${owner(project, toolchain)}</td><td>${suite}</td><td>${certainty}</td><td class="number">${String(failed)} of ${String(outcomes.length)}</td><td><span class="runs" aria-hidden="true">${signs}</span><span class="hidden">${outcomes.join(', ')}</span></td></tr>
`;
}

/** Every test, by project and suite; what did not pass first. */
export function allTests(report: Report): Html | undefined {
  let left = LISTED;
  const lists = report.projects.flatMap(({ name, toolchain, suites }) =>
    suites
      .filter(({ tests }) => tests.length > 0)
      .map((run) => {
        // What did not pass is listed, however many tests there are.
        const most = Math.max(run.counts.failed + run.counts.errored, left);
        const shown = run.tests.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
        left = Math.max(0, left - shown.length);
        return list(name, toolchain, run, shown);
      }),
  );
  if (lists.length === 0) return undefined;
  return section('tests', 'All tests', { body: lists });
}

function list(project: string, toolchain: string, run: SuiteRun, shown: readonly TestLine[]): Html {
  const rest = totalOf(run.counts) - shown.length;
  return html`<details
    class="list"
    id="${suiteId(project, run.suite)}"
    ${filterable(project, toolchain)}
    data-list
    data-unlisted="${rest}"
  >
    <summary>
      ${badge(run.outcome)} <strong>${project}</strong> ${run.suite} <span class="quiet">${countWords(run.counts)}</span
      ><span class="found" hidden></span>
    </summary>
    <p class="small quiet">
      <code>${run.command}</code>${run.image !== undefined && html`, in a container of ${run.image}`}
    </p>
    ${table(
      `Tests of ${project} ${run.suite}`,
      [{ title: 'Test' }, { title: 'Outcome' }, { title: 'Place' }, { title: 'Time', numeric: true }],
      shown.map(
        (test) =>
          html`<tr data-outcome="${test.outcome}">
            <th scope="row">${test.name} <span class="quiet small">${test.group}</span></th>
            <td>${badge(test.outcome)}</td>
            <td>${place(test)}</td>
            <td class="number">${test.durationMs !== undefined && formatDuration(test.durationMs)}</td>
          </tr> `,
      ),
    )}
    ${rest > 0 && html`<p class="note">And ${count(rest, 'test')} more, in report.json: this page lists ${formatNumber(LISTED)} and whatever did not pass.</p>`}
  </details> `;
}

function rank({ outcome }: TestLine): number {
  switch (outcome) {
    case 'failed':
    case 'errored':
      return 0;
    case 'skipped':
      return 1;
    case 'passed':
      return 2;
  }
}
