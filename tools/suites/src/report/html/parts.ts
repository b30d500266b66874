import type { Counts } from '../model.js';
import { totalOf } from '../counts.js';
import { formatNumber } from '../format.js';
import { html, type Content, type Html } from './html.js';
import { statusWords, type Status } from './words.js';

/** An outcome by sign, word and colour. */
export function badge(status: Status): Html {
  const { word, sign, tone } = statusWords[status];
  return html`<span class="badge ${tone}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}

/** `47 passed, 2 failed`; outcomes that nothing had are left out. */
export function countWords(counts: Counts): string {
  const words = (['failed', 'errored', 'passed', 'skipped'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${formatNumber(counts[outcome])} ${statusWords[outcome].word}`);
  return words.length === 0 ? 'no tests' : words.join(', ');
}

/** A section of the page. @param note what a reader has to know to read it */
export function section(
  id: string,
  title: string,
  { note, body }: { readonly note?: Content; readonly body: Content },
): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${note !== undefined && html`<p class="note">${note}</p>`} ${body}
    <p class="nothing" hidden>Nothing here fits the filter.</p>
  </section> `;
}

/** How a column of a table is set. */
export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
}

/** A table that scrolls by itself where the window is too narrow for it. */
export function table(caption: string, columns: readonly Column[], rows: Content): Html {
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title, numeric }) => html`<th scope="col" ${numeric === true && html` class="number"`}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** What the filter goes by; without an outcome, only project and language count. */
export function filterable(project: string, toolchain: string, outcome?: string): Html {
  return html` data-project="${project}"
  data-language="${toolchain}"${outcome !== undefined && html` data-outcome="${outcome}"`}`;
}

/** `core`, and under it its language. */
export function owner(project: string, toolchain: string): Html {
  return html`${project} <span class="quiet small">${toolchain}</span>`;
}

/** `file:line`, as editors take it. */
export function place({
  file,
  line,
}: {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}): Html | undefined {
  return file === undefined
    ? undefined
    : html`<code class="place">${file}${line !== undefined && `:${String(line)}`}</code>`;
}

/** The shares of the outcomes as one bar; what it shows stands in words beside it. */
export function outcomeBar(counts: Counts): Html {
  const total = Math.max(1, totalOf(counts));
  let at = 0;
  const parts = (
    [
      ['bad', counts.failed + counts.errored],
      ['good', counts.passed],
      ['quiet', counts.skipped],
    ] as const
  ).map(([tone, number]) => {
    const width = (number / total) * 100;
    // A single failure among thousands has to be seen too.
    const shown = number > 0 ? Math.max(width, 1) : 0;
    const part = html`<rect class="${tone}" x="${at.toFixed(2)}" width="${shown.toFixed(2)}" height="6" />`;
    at += shown;
    return part;
  });
  return html`<svg
    class="bar"
    viewBox="0 0 ${Math.max(100, at).toFixed(2)} 6"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    ${parts}
  </svg>`;
}

/** A share of a whole as a bar, with a mark where it should reach. */
export function shareBar(
  share: number,
  { tone, mark }: { readonly tone: 'good' | 'bad' | 'plain'; readonly mark?: number },
): Html {
  const width = Math.min(100, Math.max(0, share));
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="${tone}" width="${width.toFixed(2)}" height="6" />
    ${mark !== undefined && html`<rect class="mark" x="${Math.min(99.2, mark).toFixed(2)}" width="0.8" height="6" />`}
  </svg>`;
}
