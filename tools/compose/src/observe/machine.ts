import { accessSync, constants, readdirSync, statfsSync, statSync } from 'node:fs';
import { isMissing } from '@slipway/kit';
import type { FoundFile } from '../preflight/secrets.js';
import { emulatedArchitectures } from '../preflight/platform.js';
import { readEngineFolder, type Engine } from './engine.js';

/** What there is where a file should be. Nothing is read. */
export function findFile(path: string): FoundFile {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return 'folder';
    if (stat.size === 0) return 'empty';
    accessSync(path, constants.R_OK);
    return 'file';
  } catch (error) {
    return isMissing(error) ? 'missing' : 'unreadable';
  }
}

/** Room on the disk of the engine; `undefined` where it is not this machine's. */
export async function readFreeDisk(
  engine: Engine,
): Promise<{ readonly folder: string; readonly bytes: number } | undefined> {
  if (!engine.isLocal) return undefined;
  const folder = await readEngineFolder();
  try {
    const { bavail, bsize } = statfsSync(folder);
    return { folder, bytes: bavail * bsize };
  } catch (error) {
    // An engine in a machine of its own names a folder that is not here.
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The architectures that this machine emulates, where it is the engine's. */
export function readEmulated(engine: Engine): readonly string[] | 'unknown' {
  if (!engine.isLocal) return 'unknown';
  try {
    return emulatedArchitectures(readdirSync('/proc/sys/fs/binfmt_misc'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
