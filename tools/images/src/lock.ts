import { byCodeUnit, canonicalJson, isRecord, UserError } from '@slipway/kit';

/** Where base images are pinned, relative to the workspace root. */
export const LOCK_FILE = 'images.lock.json';

/** One base image: its digest per platform (`linux/amd64` to `sha256:…`); none where it was never resolved against a registry. */
export interface LockedImage {
  readonly digests: Readonly<Record<string, string>>;
}

/** The images lock: a base image's name as a Dockerfile writes it, to its digests. */
export interface ImagesLock {
  readonly version: 1;
  readonly images: Readonly<Record<string, LockedImage>>;
}

const emptyLock: ImagesLock = { version: 1, images: {} };

/**
 * Parses the text of images.lock.json; no text is an empty lock.
 * @throws UserError where it is no JSON, of another version, or has an entry that is no digest.
 */
export function parseLock(text: string | undefined, file = LOCK_FILE): ImagesLock {
  if (text === undefined) return emptyLock;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `no valid JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  if (!isRecord(value) || value['version'] !== 1 || !isRecord(value['images'])) {
    throw invalid(file, 'expected {"version": 1, "images": {…}}');
  }
  const images = Object.entries(value['images']).map(([name, entry]) => [name, parseEntry(file, name, entry)] as const);
  return { version: 1, images: Object.fromEntries(images) };
}

function parseEntry(file: string, name: string, entry: unknown): LockedImage {
  const digests = isRecord(entry) ? entry['digests'] : undefined;
  if (!isRecord(digests)) throw invalid(file, `"${name}" has no "digests"`);
  for (const [platform, digest] of Object.entries(digests)) {
    if (typeof digest !== 'string' || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      throw invalid(file, `"${name}" for ${platform} is ${JSON.stringify(digest)}, which is no sha256 digest`);
    }
  }
  return { digests: digests as Record<string, string> };
}

function invalid(file: string, why: string): UserError {
  return new UserError({
    what: why,
    where: { file },
    fix: 'take it back from git, or correct it by hand; then `npx slipway lock update`',
  });
}

/** The text of a lock: names and platforms in order, so that a refresh shows only what changed. */
export function formatLock(lock: ImagesLock): string {
  const images = Object.fromEntries(Object.entries(lock.images).sort(([a], [b]) => byCodeUnit(a, b)));
  const sorted: unknown = JSON.parse(canonicalJson({ version: lock.version, images }));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}
