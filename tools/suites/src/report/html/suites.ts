import { totalOf } from '../counts.js';
import { count, formatAge, formatDuration, formatTime } from '../format.js';
import { suiteKinds, type Report, type ReportProject, type SuiteRun } from '../model.js';
import type { SuiteKind } from '../../results/record.js';
import { html, type Html } from './html.js';
import { badge, filterable, owner, section, table } from './parts.js';

/** The id of the list of a suite's tests. */
export function suiteId(project: string, suite: SuiteKind): string {
  return `tests-${suite}-${project.replaceAll(/[^\w-]/g, (sign) => `.${String(sign.codePointAt(0))}.`)}`;
}

/** What ran: projects by suites. */
export function suites(report: Report): Html {
  const shown = suiteKinds.filter((kind) =>
    report.projects.some(
      ({ suites: runs, notRun }) => notRun.includes(kind) || runs.some(({ suite }) => suite === kind),
    ),
  );
  return section('suites', 'What ran', {
    note: 'Under each outcome: its tests, how long it took, and how old the run is. “Not run again” marks a run that an earlier report has shown already: its result came out of the cache, or nobody asked for the suite.',
    body: [
      shown.length === 0
        ? html`<p class="note">
            Nothing yet. <code>npx nx run-many -t lint test</code> runs the suites of all projects, and
            <code>npx nx test-report</code> makes this page of what they leave.
          </p>`
        : table(
            'Suites of each project',
            [{ title: 'Project' }, ...shown.map((title) => ({ title }))],
            report.projects.map((project) => row(project, shown)),
          ),
      report.stale.length > 0 &&
        html`<details>
          <summary>${count(report.stale.length, 'record')} of what is no longer in the workspace</summary>
          <ul>
            ${report.stale.map(({ path, problem }) => html`<li><code>${path}</code>: ${problem}</li>`)}
          </ul>
        </details>`,
    ],
  });
}

function row(project: ReportProject, shown: readonly SuiteKind[]): Html {
  const { name, toolchain } = project;
  return html`<tr${filterable(name, toolchain)} data-row><th scope="row">${owner(name, toolchain)}</th>${shown.map(
    (kind) => {
      const run = project.suites.find(({ suite }) => suite === kind);
      if (run !== undefined) return html`<td>${cell(name, run)}</td>`;
      return project.notRun.includes(kind)
        ? html`<td>${badge('not-run')}</td>`
        : html`<td><span class="quiet" aria-hidden="true">·</span><span class="hidden">has none</span></td>`;
    },
  )}</tr>
`;
}

function cell(project: string, run: SuiteRun): Html {
  const tests = totalOf(run.counts);
  const bad = run.counts.failed + run.counts.errored;
  const words = bad === 0 ? count(tests, 'test') : `${String(bad)} of ${count(tests, 'test')}`;
  return html`${badge(run.outcome)}<span class="small"
      >${tests > 0 && html`<a href="#${suiteId(project, run.suite)}">${words}</a>, `}${formatDuration(run.durationMs)}</span
    ><span class="small quiet"
      ><time datetime="${run.startedAt}" title="${formatTime(run.startedAt)}">${formatAge(run.ageMs)}</time
      >${run.freshness === 'kept' && ', not run again'}</span
    >`;
}
