import { join } from 'node:path';
import { readIfPresent, UserError, writeAtomically } from '@slipway/kit';
import { formatLock, LOCK_FILE, parseLock, resolveDigests, type ImagesLock } from '@slipway/images';
import { findWorkspaceRoot } from './workspace-root.js';

function readLock(root: string): ImagesLock {
  return parseLock(readIfPresent(join(root, LOCK_FILE)));
}

/** Prints which base images are pinned. */
export function showLock(folder: string, { json }: { readonly json: boolean }): number {
  const lock = readLock(findWorkspaceRoot(folder));
  if (json) {
    console.log(JSON.stringify(lock, null, 2));
    return 0;
  }
  for (const [name, { digests }] of Object.entries(lock.images)) {
    const platforms = Object.entries(digests);
    if (platforms.length === 0) console.log(`${name}  not pinned yet`);
    for (const [platform, digest] of platforms) console.log(`${name}  ${platform}  ${digest}`);
  }
  return 0;
}

/**
 * Asks the registries for today's digests and pins them. What can't be asked keeps its old digest and is told.
 * @param names base images to refresh, all of the lock when empty; new names are added
 * @returns 1 where a registry did not answer for one of them
 */
export async function updateLock(
  folder: string,
  names: readonly string[],
  { dryRun }: { readonly dryRun: boolean },
): Promise<number> {
  const root = findWorkspaceRoot(folder);
  const lock = readLock(root);
  const wanted = names.length > 0 ? names : Object.keys(lock.images);
  if (wanted.length === 0)
    throw new UserError({
      what: `${LOCK_FILE} names no base image`,
      fix: 'name one: npx slipway lock update node:24-slim',
    });
  const images = { ...lock.images };
  let failures = 0;
  for (const name of wanted) {
    try {
      const digests = await resolveDigests(name);
      const before = images[name]?.digests ?? {};
      images[name] = { digests };
      const changed = Object.keys(digests).filter((platform) => digests[platform] !== before[platform]);
      console.log(
        changed.length === 0
          ? `${name}: as it was`
          : `${name}: ${changed.join(', ')} ${dryRun ? 'would be pinned anew' : 'pinned anew'}`,
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures += 1;
      console.error(error.message);
    }
  }
  if (!dryRun) writeAtomically(join(root, LOCK_FILE), formatLock({ version: 1, images }));
  return failures === 0 ? 0 : 1;
}
