import { stripVTControlCharacters } from 'node:util';

/** Most characters of a name, a message and an output in a report. */
export const MOST = { name: 300, message: 4_000, output: 20_000 } as const;

/**
 * Makes a text fit for a page: no terminal sequences, and visible signs for what a reader could not see or would be misled by.
 * A terminal sequence counts also as pytest puts it into JUnit, whose XML cannot hold the escape itself: `#x1B[31m`.
 */
export function clean(text: string): string {
  return (
    stripVTControlCharacters(text.replace(/#x1B(?=\[)/g, '\u001b'))
      .replace(/\r\n?/g, '\n')
      // eslint-disable-next-line no-control-regex -- shown as their pictures, U+2400 and on
      .replace(/[\u0000-\u0008\u000b-\u001f]/g, (sign) => String.fromCharCode(0x24_00 + sign.charCodeAt(0)))
      // Half of a pair, what is no character, and what turns the direction of reading.
      .replace(/[\p{Surrogate}\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd')
  );
}

/** A text that may have lost its middle. */
export interface Bounded {
  readonly text: string;
  readonly shortened: boolean;
}

/** Cleans a text and keeps beginning and end of a long one. It is cut first, so that 100 MB cost no more than what is kept. */
export function bound(text: string, most: number): Bounded {
  if (text.length <= most) return { text: clean(text), shortened: false };
  const head = Math.floor(most / 4);
  const tail = most - head;
  const missing = `\u2026 ${String(text.length - most)} characters left out \u2026`;
  return { text: `${clean(text.slice(0, head))}\n${missing}\n${clean(text.slice(-tail))}`, shortened: true };
}

/** A name on one line. */
export function boundName(text: string): string {
  const line = clean(text.slice(0, MOST.name + 1))
    .replaceAll(/\s+/g, ' ')
    .trim();
  return text.length > MOST.name ? `${line.slice(0, MOST.name)}\u2026` : line;
}
