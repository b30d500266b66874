import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readIfPresent, UserError } from '@slipway/kit';

/** Where base images are pinned, at the workspace root. */
export const LOCK_FILE = 'images.lock.json';

/** The images lock: a base image's name as a Dockerfile writes it, to its digest per platform (`linux/amd64` to `sha256:…`). */
export interface ImagesLock {
  readonly images: Readonly<Record<string, { readonly digests: Readonly<Record<string, string>> }>>;
}

/** The nearest folder, from here up, that holds an images lock. */
export function findLockFolder(start: string): string | undefined {
  const parent = dirname(start);
  if (existsSync(join(start, LOCK_FILE))) return start;
  return parent === start ? undefined : findLockFolder(parent);
}

/**
 * Reads the lock of a workspace; a workspace without one has no base images.
 * @throws UserError where it is no JSON of version 1
 */
export function readLock(folder: string): ImagesLock {
  const text = readIfPresent(join(folder, LOCK_FILE));
  return text === undefined ? { images: {} } : parseLock(text);
}

/** Parses the text of a lock. */
export function parseLock(text: string): ImagesLock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError({ what: `no valid JSON (${(error as Error).message})`, where: { file: LOCK_FILE } });
  }
  if (isLock(value)) return value;
  throw new UserError({
    what: 'expected {"version": 1, "images": {"name:tag": {"digests": {}}}}',
    where: { file: LOCK_FILE },
  });
}

function isLock(value: unknown): value is ImagesLock {
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['images'])) return false;
  return Object.values(value['images']).every((image) => isRecord(image) && isRecord(image['digests']));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
