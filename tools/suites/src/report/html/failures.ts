import { count, formatNumber } from '../format.js';
import type { Failure, Report } from '../model.js';
import { html, type Html } from './html.js';
import { badge, filterable, place, section } from './parts.js';

/** More are in report.json, and each is listed with its suite. */
const SHOWN = 500;

/** What did not pass, with what it said; what could not be read at all comes first. */
export function failures(report: Report): Html {
  const { failures: all, unreadable } = report;
  const rest = all.length - SHOWN;
  return section('failures', 'What did not pass', {
    body: [
      ...unreadable.map(
        ({ path, problem }) =>
          html`<article class="failure">
            <h3><code>${path}</code></h3>
            <p class="about">
              <span class="badge bad"><span aria-hidden="true">!</span> could not be read</span>
            </p>
            <pre>${problem}</pre>
          </article> `,
      ),
      ...all.slice(0, SHOWN).map(article),
      rest > 0 &&
        html`<p class="note">
          And ${formatNumber(rest)} more: under “All tests”, and with what they said in report.json.
        </p>`,
      all.length + unreadable.length === 0 &&
        html`<p class="note">${report.verdict === 'empty' ? 'Nothing ran.' : 'Nothing.'}</p>`,
    ],
  });
}

function article(failure: Failure): Html {
  const { project, toolchain, suite, kind, group, name, outcome, message, output, shortened, record, runs } = failure;
  return html`<article class="failure" ${filterable(project, toolchain, outcome)} data-row>
    <h3>${kind === 'suite' ? html`The suite ${suite} of ${project}` : name}</h3>
    <p class="about">
      ${badge(outcome)} <span>${project} ${suite}</span> <span class="quiet">${toolchain}</span>
      ${kind === 'suite' ? html`<code>${name}</code>` : html`<span>${group}</span>`}
      ${place(failure)}${runs > 1 && html` <span class="quiet">not passed in ${String(runs)} runs on end</span>`}
    </p>
    ${message !== undefined && html`<pre tabindex="0" role="group" aria-label="Message of ${name}">${message}</pre>`}
    ${
      output !== undefined &&
      html`<details>
        <summary>Output, ${count(output.length, 'character')}</summary>
        <pre tabindex="0" role="group" aria-label="Output of ${name}">${output}</pre>
      </details>`
    }
    ${shortened && html`<p class="small quiet">Shortened; all that was kept is in <code>${record}</code>.</p>`}
  </article> `;
}
