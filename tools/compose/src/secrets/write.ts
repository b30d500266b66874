import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SecretToWrite } from '../preflight/secrets.js';
import { hasErrorCode } from '@slipway/kit';

/** As many random bytes as a key of 256 bits has. */
const BYTES = 32;

/**
 * Writes random values into files that are not there. The folder is its owner's alone; the files in it can be read by whoever they are
 * mounted for, since an engine keeps the mode and a container's user is none of this machine's.
 * @returns the files that were written; one that appeared meanwhile is left as it is
 */
export function writeSecrets(secrets: readonly SecretToWrite[]): readonly string[] {
  return [...new Set(secrets.map(({ file }) => file))].filter((file) => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      writeFileSync(file, randomBytes(BYTES).toString('base64url'), { mode: 0o444, flag: 'wx' });
      return true;
    } catch (error) {
      if (hasErrorCode(error, 'EEXIST')) return false;
      throw error;
    }
  });
}
