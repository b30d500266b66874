import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LOCK_FILE, parseLock, type ImagesLock } from '@slipway/images/lock';
import { readIfPresent } from '@slipway/kit';

export { LOCK_FILE, type ImagesLock };

/** The nearest folder, from here up, that holds an images lock. */
export function findLockFolder(start: string): string | undefined {
  const parent = dirname(start);
  if (existsSync(join(start, LOCK_FILE))) return start;
  return parent === start ? undefined : findLockFolder(parent);
}

/**
 * Reads the lock of a workspace; a workspace without one has no base images.
 * @throws UserError where it is broken
 */
export function readLock(folder: string): ImagesLock {
  return parseLock(readIfPresent(join(folder, LOCK_FILE)));
}
