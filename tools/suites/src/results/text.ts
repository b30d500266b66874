import { stripVTControlCharacters } from 'node:util';

/** Most characters of one text in a record; a test that prints 100 MB must not make a record of 100 MB. */
const MOST = 20_000;

/** A text as a record keeps it: no colours, no control characters but line ends and tabs, and of a long one the beginning and the end. */
export function bounded(text: string, most = MOST): string {
  // A long text is cut first: looking for escapes in all of it would cost more than the tests did.
  const cut =
    text.length <= most
      ? text
      : `${text.slice(0, most / 2)}\n… ${String(text.length - most)} characters left out …\n${text.slice(-most / 2)}`;
  // eslint-disable-next-line no-control-regex -- these are what has to go
  return stripVTControlCharacters(cut).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/** Keeps the last characters of what is given bit by bit. */
export class Tail {
  #text = '';

  constructor(private readonly most = MOST) {}

  add(text: string): void {
    this.#text += text;
    if (this.#text.length > 2 * this.most) this.#text = this.#text.slice(-this.most);
  }

  get text(): string {
    return bounded(this.#text.slice(-this.most), this.most);
  }
}
