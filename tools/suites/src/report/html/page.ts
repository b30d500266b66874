import { sortedUnique } from '@slipway/kit';
import { formatNumber } from '../format.js';
import type { Report } from '../model.js';
import { verdictWords } from '../verdict.js';
import { contentPolicy, type Assets } from './assets.js';
import { failures } from './failures.js';
import { html, trusted, type Html } from './html.js';
import { bdd, benchmarks, coverage, durations, images } from './measures.js';
import { header, totals } from './overview.js';
import { suites } from './suites.js';
import { allTests, flaky, slowest } from './tests.js';
import { outcomes, statusWords } from './words.js';

/** The report as one page that needs nothing beside it. */
export function renderHtml(report: Report, assets: Assets): string {
  const sections = [
    {
      id: 'failures',
      title: 'Did not pass',
      number: report.failures.length + report.unreadable.length,
      body: failures(report),
    },
    { id: 'suites', title: 'What ran', body: suites(report) },
    { id: 'slowest', title: 'Slowest', body: slowest(report) },
    { id: 'flaky', title: 'Flaky', number: report.flaky.length, body: flaky(report) },
    { id: 'coverage', title: 'Coverage', body: coverage(report) },
    { id: 'bdd', title: 'Features', body: bdd(report) },
    { id: 'images', title: 'Images', body: images(report) },
    { id: 'durations', title: 'Durations', body: durations(report) },
    { id: 'benchmarks', title: 'Benchmarks', body: benchmarks(report) },
    { id: 'tests', title: 'All tests', body: allTests(report) },
  ].filter(({ body }) => body !== undefined);
  // Style and script stand in it letter by letter, or the policy would refuse them.
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy(assets)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${verdictWords(report)} – ${report.workspace}</title>
        <link rel="icon" href="${icon(report)}" />
        ${trusted(`<style>${assets.style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#failures">Skip to what did not pass</a>
        ${header(report)}
        <main>
          ${totals(report)}
          <nav aria-label="Sections">
            <ul>
              ${sections.map(({ id, title, number }) => html`<li><a href="#${id}">${title}${number !== undefined && html` <span class="number-of">${formatNumber(number)}</span>`}</a></li>`)}
            </ul>
          </nav>
          ${filter(report)}${sections.map(({ body }) => body)}
        </main>
        <footer>
          <p>
            The same as data: <a href="report.json">report.json</a>; for a CI job: <a href="summary.md">summary.md</a>.
          </p>
        </footer>
        ${trusted(`<script>${assets.script}</script>`)}
      </body>
    </html> `.text;
}

/** Shown by the script, without which it could do nothing. */
function filter({ projects }: Report): Html {
  const options = (values: readonly string[]): Html[] => values.map((value) => html`<option>${value}</option>`);
  return html`<form id="filter" role="search" aria-label="Filter" hidden>
    <label
      >Project
      <select name="project">
        <option value="">all</option>
        ${options(projects.map(({ name }) => name))}
      </select></label
    >
    <label
      >Language
      <select name="language">
        <option value="">all</option>
        ${options(sortedUnique(projects.map(({ toolchain }) => toolchain)))}
      </select></label
    >
    <label
      >Outcome
      <select name="outcome">
        <option value="">all</option>
        <option value="failed errored broken timed-out interrupted">not passed</option>
        ${outcomes.map((outcome) => html`<option value="${outcome}">${statusWords[outcome].word}</option>`)}
      </select></label
    >
    <label class="text"
      >Text <input name="text" type="search" autocomplete="off" placeholder="name, group, file, message"
    /></label>
    <button type="reset" class="plain">Show all</button>
    <output></output>
  </form> `;
}

function icon({ verdict }: Report): string {
  const colour = { passed: '1a7f37', failed: 'c4232f', empty: '6b7280' }[verdict];
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23${colour}'/%3E%3C/svg%3E`;
}
