/** Text that is HTML already. Only {@link html} and {@link trusted} make it, so nothing reaches a page without being escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template may hold; `undefined` and `false` leave nothing. */
export type Content = string | number | Html | readonly Content[] | undefined | false;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand between tags and in quoted attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/** HTML out of a template: what is put into it is escaped, unless it is HTML. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  let text = parts[0] ?? '';
  contents.forEach((content, index) => {
    text += render(content) + (parts[index + 1] ?? '');
  });
  return new Html(text);
}

/** Marks text of our own as HTML. Never for anything that was read. */
export function trusted(text: string): Html {
  return new Html(text);
}

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'string') return escape(content);
  if (typeof content === 'number') return String(content);
  return content.map(render).join('');
}
