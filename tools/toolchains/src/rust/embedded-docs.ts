import { posix } from 'node:path';
import { joinPath, leavesWorkspace, sortedUnique } from '@slipway/kit';

const relative = /\bdoc\s*=\s*include_str!\(\s*"([^"]+)"\s*,?\s*\)/g;
const fromManifest =
  /\bdoc\s*=\s*include_str!\(\s*concat!\(\s*env!\("CARGO_MANIFEST_DIR"\)\s*,\s*"([^"]+)"\s*,?\s*\)\s*,?\s*\)/g;

/**
 * The documents that a source shows as its own documentation, `#![doc = include_str!("../README.md")]`. The compiler wants them to be
 * there and makes nothing of what they say, so an empty file does, and editing a README builds nothing.
 */
export function embeddedDocuments(source: string, file: string, packageFolder: string): readonly string[] {
  const beside = [...source.matchAll(relative)].map(([, path = '']) => joinPath(posix.dirname(file), path));
  const below = [...source.matchAll(fromManifest)].map(([, path = '']) => joinPath(packageFolder, path));
  return sortedUnique([...beside, ...below]).filter((path) => !leavesWorkspace(path));
}
