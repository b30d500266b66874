import { readFileSync } from 'node:fs';
import { isMissing } from '@slipway/kit';

/** A file's text, or why there is none. */
export type TextRead =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a file that others wrote: too large a one, a folder in its place or a lack of rights is an answer, not an error. @param path absolute */
export function readText(path: string): TextRead {
  try {
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}
