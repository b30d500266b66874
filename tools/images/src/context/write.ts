import {
  copyFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing, sha256, UserError } from '@slipway/kit';
import { tiers } from '../tiers.js';
import type { PlannedFile, PrunedContext } from './plan.js';

/** How many files of a context were changed on disk. */
export interface Written {
  readonly written: number;
  readonly removed: number;
  readonly kept: number;
}

/**
 * Makes a folder hold exactly the planned context, in a sub-folder a tier. Only what differs is written, and always as a new file with the
 * time of now: the builder skips a file whose size and time it has seen, so a rewritten file must not keep its old time, and one left
 * alone must.
 * @param folder absolute path of the context
 * @param workspaceRoot absolute path that copied files come from
 */
export function writeContext(folder: string, context: PrunedContext, workspaceRoot: string): Written {
  let written = 0;
  let removed = 0;
  let kept = 0;
  for (const tier of tiers) {
    const tierFolder = join(folder, tier);
    mkdirSync(tierFolder, { recursive: true });
    const planned = new Map(context[tier].map((file) => [file.path, file]));
    removed += removeOthers(tierFolder, '', planned);
    for (const file of planned.values()) {
      const path = join(tierFolder, file.path);
      if (isAsPlanned(path, file)) {
        kept += 1;
        continue;
      }
      writeFile(path, file, workspaceRoot);
      written += 1;
    }
  }
  return { written, removed, kept };
}

function removeOthers(tierFolder: string, below: string, planned: ReadonlyMap<string, PlannedFile>): number {
  let removed = 0;
  for (const entry of readdirSync(join(tierFolder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      removed += removeOthers(tierFolder, path, planned);
      if (readdirSync(join(tierFolder, path)).length === 0) rmdirSync(join(tierFolder, path));
    } else if (!planned.has(path)) {
      rmSync(join(tierFolder, path));
      removed += 1;
    }
  }
  return removed;
}

function isAsPlanned(path: string, file: PlannedFile): boolean {
  try {
    const stat = lstatSync(path);
    if (file.mode === 'link') return stat.isSymbolicLink() && sha256(readlinkSync(path)) === file.sha256;
    const mode = (stat.mode & 0o777) === (file.mode === '0755' ? 0o755 : 0o644);
    return stat.isFile() && mode && stat.size === file.bytes && sha256(readFileSync(path)) === file.sha256;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function writeFile(path: string, file: PlannedFile, workspaceRoot: string): void {
  makeRoom(path);
  switch (file.content.kind) {
    case 'copy':
      copyFileSync(join(workspaceRoot, file.content.from), path);
      // The plan may be older than an edit; what is built must be what the plan hash names.
      if (sha256(readFileSync(path)) !== file.sha256) throw changedMeanwhile(file.content.from);
      break;
    case 'text':
      writeFileSync(path, file.content.text);
      break;
    case 'link':
      symlinkSync(file.content.target, path);
      return;
  }
  chmodSync(path, file.mode === '0755' ? 0o755 : 0o644);
}

function changedMeanwhile(file: string): UserError {
  return new UserError({ what: 'changed after the build was planned', where: { file }, fix: 'run again' });
}

/** A path may have been a folder in the last plan and be a file now, or the other way round. */
function makeRoom(path: string): void {
  rmSync(path, { recursive: true, force: true });
  const parent = dirname(path);
  if (existsSync(parent) && !lstatSync(parent).isDirectory()) rmSync(parent);
  mkdirSync(parent, { recursive: true });
}
