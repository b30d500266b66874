import { formatSize } from '@slipway/images';
import { percentOf } from '../coverage.js';
import { count, formatDuration, formatNanoseconds, formatNumber, formatPercent } from '../format.js';
import type { Measure, ProjectCoverage, Report } from '../model.js';
import { countWords, filterable, outcomeBar, owner, section, shareBar, table } from './parts.js';
import { html, type Html } from './html.js';
import { median, sparkline } from './sparkline.js';

/** A suite counts as slower from this share and this many milliseconds on, against the median of its runs. */
const SLOWER = { share: 1.25, ms: 500 };

/** What is covered, in all and of each project. */
export function coverage({ coverage: found }: Report): Html | undefined {
  if (found === undefined) return undefined;
  return section('coverage', 'Coverage', {
    note: html`${formatPercent(percentOf(found.lines))} of ${count(found.lines.total, 'line')} and
    ${branchWords(found.branches)}, over all
    languages.${found.page !== undefined && html` <a href="${found.page}">Every file, line by line</a>`}`,
    body: table(
      'Coverage of each project',
      [
        { title: 'Project' },
        { title: 'Lines', numeric: true },
        { title: 'Covered' },
        { title: 'Threshold', numeric: true },
        { title: 'Not covered', numeric: true },
        { title: 'Branches', numeric: true },
      ],
      found.projects.map(coverageRow),
    ),
  });
}

function coverageRow({ project, toolchain, lines, branches, threshold }: ProjectCoverage): Html {
  const share = percentOf(lines);
  const below = threshold !== undefined && share < threshold;
  const tone = threshold === undefined ? 'plain' : below ? 'bad' : 'good';
  return html`<tr${filterable(project, toolchain)} data-row><th scope="row">${owner(project, toolchain)}</th><td class="number">${formatPercent(share)}</td><td class="wide">${shareBar(share, { tone, ...(threshold === undefined ? {} : { mark: threshold }) })}</td><td class="number">${threshold === undefined ? html`<span class="quiet">none</span>` : html`${formatNumber(threshold)} % ${below ? html`<span class="badge bad">below</span>` : html`<span class="badge good">reached</span>`}`}</td><td class="number">${count(lines.total - lines.covered, 'line')}</td><td class="number">${branches.total === 0 ? html`<span class="quiet">not known</span>` : formatPercent(percentOf(branches))}</td></tr>
`;
}

function branchWords(branches: Measure): string {
  return branches.total === 0
    ? 'no known branches'
    : `${formatPercent(percentOf(branches))} of ${count(branches.total, 'branch').replace(/s$/, 'es')}`;
}

/** Features and how their scenarios ended. */
export function bdd({ bdd: found }: Report): Html | undefined {
  if (found === undefined) return undefined;
  return section('bdd', 'Features', {
    ...(found.page === undefined ? {} : { note: html`<a href="${found.page}">All features with their steps</a>` }),
    body:
      found.features.length > 0 &&
      table(
        'Features and their scenarios',
        [{ title: 'Feature' }, { title: 'Project' }, { title: 'Scenarios' }, { title: 'Share' }],
        found.features.map(
          ({ project, toolchain, name, counts }) =>
            html`<tr${filterable(project, toolchain)} data-row><th scope="row">${name}</th><td>${owner(project, toolchain)}</td><td>${countWords(counts)}</td><td class="wide">${outcomeBar(counts)}</td></tr>
`,
        ),
      ),
  });
}

/** Images and their budgets. */
export function images({ images: all, projects }: Report): Html | undefined {
  if (all.length === 0) return undefined;
  return section('images', 'Images', {
    note: 'Uncompressed, as last built on this machine.',
    body: table(
      'Sizes of images',
      [
        { title: 'Image' },
        { title: 'Size', numeric: true },
        { title: 'Of its budget' },
        { title: 'Budget', numeric: true },
      ],
      all.map(({ project, image, bytes, maxBytes }) => {
        const toolchain = projects.find(({ name }) => name === project)?.toolchain ?? 'unknown';
        const known = bytes !== undefined && maxBytes !== undefined;
        const over = known && bytes > maxBytes;
        return html`<tr${filterable(project, toolchain)} data-row><th scope="row">${image}</th><td class="number">${bytes === undefined ? html`<span class="quiet">not built here</span>` : formatSize(bytes)}</td><td class="wide">${known && shareBar((bytes / maxBytes) * 100, { tone: over ? 'bad' : 'good' })}</td><td class="number">${maxBytes === undefined ? html`<span class="quiet">none</span>` : html`${formatSize(maxBytes)} ${known && (over ? html`<span class="badge bad">${formatSize(bytes - maxBytes)} over</span>` : html`<span class="badge good">kept</span>`)}`}</td></tr>
`;
      }),
    ),
  });
}

/** How long each suite took, now and before. */
export function durations({ projects }: Report): Html | undefined {
  const runs = projects
    .flatMap(({ name, toolchain, suites }) => suites.map((run) => ({ name, toolchain, run })))
    .sort((a, b) => b.run.durationMs - a.run.durationMs);
  if (runs.length === 0) return undefined;
  return section('durations', 'Durations', {
    note: `Against the median of the runs before, 50 at most. “Slower” is a quarter and half a second more; a run that did not pass is marked in its line and compared with none.`,
    body: table(
      'Durations of suites',
      [
        { title: 'Suite' },
        { title: 'Last', numeric: true },
        { title: 'Median before', numeric: true },
        { title: 'Trend' },
      ],
      runs.map(({ name, toolchain, run }) => {
        const before = run.trend.slice(0, -1).filter(({ outcome }) => outcome === 'passed');
        const middle = median(before.map(({ durationMs }) => durationMs));
        const comparable = before.length > 0 && run.outcome === 'passed';
        const slower = comparable && run.durationMs > middle * SLOWER.share && run.durationMs - middle > SLOWER.ms;
        return html`<tr${filterable(name, toolchain)} data-row><th scope="row">${name} ${run.suite} <span class="quiet small">${toolchain}</span></th><td class="number">${formatDuration(run.durationMs)}${slower && html` <span class="badge warn">slower</span>`}</td><td class="number">${before.length === 0 ? html`<span class="quiet">none</span>` : formatDuration(middle)}</td><td>${sparkline(run.trend)}</td></tr>
`;
      }),
    ),
  });
}

/** What benchmarks measured. */
export function benchmarks({ benchmarks: all }: Report): Html | undefined {
  if (all.length === 0) return undefined;
  return section('benchmarks', 'Benchmarks', {
    body: table(
      'Benchmarks',
      [
        { title: 'Benchmark' },
        { title: 'Project' },
        { title: 'Median', numeric: true },
        { title: 'Middle half', numeric: true },
        { title: 'Samples', numeric: true },
      ],
      all.map(
        ({ project, toolchain, name, medianNs, quartilesNs: [low, high], samples }) =>
          html`<tr${filterable(project, toolchain)} data-row><th scope="row">${name}</th><td>${owner(project, toolchain)}</td><td class="number">${formatNanoseconds(medianNs)}</td><td class="number">${formatNanoseconds(low)} to ${formatNanoseconds(high)}</td><td class="number">${formatNumber(samples)}</td></tr>
`,
      ),
    ),
  });
}
