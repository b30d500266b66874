import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '@slipway/kit';
import type { FileFacts } from './plan.js';

/** What the disk says of one workspace file. @param root absolute path of the workspace */
export function readFacts(root: string, path: string): FileFacts {
  const absolute = join(root, path);
  const stat = lstatSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined || stat.isDirectory()) return { kind: 'missing' };
  if (stat.isSymbolicLink()) return { kind: 'link', target: readlinkSync(absolute) };
  const executable = (stat.mode & 0o111) !== 0;
  return { kind: 'file', sha256: sha256(readFileSync(absolute)), executable, bytes: stat.size };
}
