import { formatSize } from '@slipway/images';
import { totalOf } from '../counts.js';
import { percentOf } from '../coverage.js';
import { count, formatDuration, formatNumber, formatPercent, formatTime } from '../format.js';
import type { Report } from '../model.js';
import { verdictWords } from '../verdict.js';
import { html, type Content, type Html } from './html.js';
import { countWords, outcomeBar } from './parts.js';

/** The head of the page: whose it is, of when, and in one sentence how it is. */
export function header(report: Report): Html {
  const sign = { passed: '\u2713', failed: '\u2715', empty: '\u25cb' }[report.verdict];
  return html`<header class="${report.verdict}">
    <div class="line">
      <p class="workspace">${report.workspace} <span class="quiet">test report</span></p>
      <button type="button" id="theme" class="plain" hidden>Dark theme</button>
    </div>
    <h1><span class="sign" aria-hidden="true">${sign}</span> ${verdictWords(report)}</h1>
    <p class="quiet">
      Made <time datetime="${report.generatedAt}">${formatTime(report.generatedAt)}</time>. Every suite is shown as it
      last ran.
    </p>
  </header> `;
}

/** The totals, each with what it is made of. */
export function totals(report: Report): Html {
  const { tests, durationMs } = report.totals;
  const runs = report.projects.flatMap(({ suites }) => suites);
  const kept = runs.filter(({ freshness }) => freshness === 'kept').length;
  const over = report.images.filter(
    ({ bytes, maxBytes }) => bytes !== undefined && maxBytes !== undefined && bytes > maxBytes,
  );
  const measured = report.images.flatMap(({ bytes }) => bytes ?? []);
  return html`<ul class="cards" aria-label="Totals">
    ${card('Tests', formatNumber(totalOf(tests)), html`${outcomeBar(tests)}${countWords(tests)}`)}
    ${card('Suites', formatNumber(runs.length), `${formatNumber(runs.length - kept)} new in this report, ${formatNumber(kept)} not run again since the last`)}
    ${card('Time', formatDuration(durationMs), 'all suites one after the other, as they last ran')}
    ${report.coverage !== undefined && card('Coverage', formatPercent(percentOf(report.coverage.lines)), `${formatNumber(report.coverage.lines.covered)} of ${count(report.coverage.lines.total, 'line')}`)}
    ${measured.length > 0 && card('Images', formatSize(measured.reduce((sum, bytes) => sum + bytes, 0)), `${count(measured.length, 'image')}, ${over.length === 0 ? 'none over its budget' : `${String(over.length)} over budget`}`)}
    ${report.flaky.length > 0 && card('Flaky', formatNumber(report.flaky.length), `${String(report.flaky.filter(({ certainty }) => certainty === 'proven').length)} proven`)}
  </ul> `;
}

function card(title: string, figure: string, detail: Content): Html {
  return html`<li>
    <span class="title">${title}</span> <span class="figure">${figure}</span> <span class="detail">${detail}</span>
  </li> `;
}
