import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SecretToWrite } from '../preflight/secrets.js';
import { hasErrorCode } from '@slipway/kit';

/** As many random bytes as a key of 256 bits has. */
const BYTES = 32;

/**
 * Writes random values into files that are not there. The folder is its owner's alone; the files in it can be read by whoever they are
 * mounted for, since an engine keeps the mode and a container's user is none of this machine's.
 * Runs that start at once see either no file or the whole value.
 * @returns the files that were written; one that appeared meanwhile is left as it is
 */
export function writeSecrets(secrets: readonly SecretToWrite[]): readonly string[] {
  return [...new Set(secrets.map(({ file }) => file))].filter((file) => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
    writeFileSync(temporary, randomBytes(BYTES).toString('base64url'), { mode: 0o444, flag: 'wx' });
    try {
      // Unlike a rename, a link never takes the place of a file that is there.
      linkSync(temporary, file);
      return true;
    } catch (error) {
      if (hasErrorCode(error, 'EEXIST')) return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}
