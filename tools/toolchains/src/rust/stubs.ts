import type { CargoTarget } from './targets.js';

const note = '//! Stands in for the real source while third-party packages are compiled.';
// Lints that a workspace denies must not fail on a file that is not its own.
const lenient = '#![allow(warnings, unused_crate_dependencies)]';

/** The least source that Cargo compiles for a target: third-party packages can be built with it before any real source is there. */
export function stubFor({ kind }: CargoTarget): string {
  const lines = kind === 'lib' ? [note, lenient] : [note, lenient, 'fn main() {}'];
  return `${lines.join('\n')}\n`;
}
