import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The style and the script of the page; both stand in it, since it has to open without a server. */
export interface Assets {
  readonly style: string;
  readonly script: string;
}

/** Reads the style and the script that ship with this package. */
export function readAssets(): Assets {
  const read = (name: string): string =>
    readFileSync(new URL(`../../../report-assets/${name}`, import.meta.url), 'utf8');
  return { style: read('page.css'), script: read('page.js') };
}

/** A policy under which a page runs these two, and loads and sends nothing at all. */
export function contentPolicy({ style, script }: Assets): string {
  return `default-src 'none'; style-src ${source(style)}; script-src ${source(script)}; img-src data:; base-uri 'none'; form-action 'none'`;
}

function source(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
