import { UserError } from '@slipway/kit';
import {
  compareAnswer,
  planUpdate,
  readLocks,
  resolveDigests,
  writeUpdates,
  type LockUpdate,
  type RegistryAnswer,
} from '@slipway/images';
import { findWorkspaceRoot } from './workspace-root.js';

/** Prints which images are pinned, and to what: base images, and those of the stack. */
export function showLock(folder: string, { json }: { readonly json: boolean }): number {
  const locks = readLocks(findWorkspaceRoot(folder));
  if (json) {
    console.log(JSON.stringify({ locks: locks.map(({ file, lock }) => ({ file, images: lock.images })) }, null, 2));
    return 0;
  }
  for (const { file, lock } of locks) {
    if (Object.keys(lock.images).length > 0) console.log(file);
    for (const [name, { digests }] of Object.entries(lock.images)) {
      const platforms = Object.entries(digests);
      if (platforms.length === 0) console.log(`  ${name}  not pinned yet`);
      for (const [platform, digest] of platforms) console.log(`  ${name}  ${platform}  ${digest}`);
    }
  }
  return 0;
}

/** How an update is done, and told. */
export interface UpdateOptions {
  /** Ask and compare, and write nothing. */
  readonly dryRun: boolean;
  /** On standard output nothing but the result as JSON. */
  readonly json: boolean;
}

/**
 * Asks the registries for today's digests and pins them, in the lock of base images and in that of the stack. What can't be asked
 * keeps its old digest and is told.
 * @param names images to refresh, all of both locks when empty; new names are added to the lock of base images
 * @returns 1 where a registry did not answer for one of them
 */
export async function updateLock(
  folder: string,
  names: readonly string[],
  { dryRun, json }: UpdateOptions,
): Promise<number> {
  const root = findWorkspaceRoot(folder);
  const locks = readLocks(root);
  const updates: LockUpdate[] = [];
  for (const question of planUpdate(locks, names)) {
    const found = compareAnswer(locks, question, await askRegistry(question.name));
    updates.push(...found);
    if (!json)
      found.forEach((update) => {
        tell(update, dryRun);
      });
  }
  const written = dryRun ? [] : writeUpdates(root, locks, updates);
  const unanswered = new Set(updates.filter(({ outcome }) => outcome === 'unanswered').map(({ name }) => name));
  if (json) console.log(JSON.stringify({ dryRun, updates, written }, null, 2));
  else if (unanswered.size > 0)
    console.error(
      `${String(unanswered.size)} of ${String(new Set(updates.map(({ name }) => name)).size)} images could not be asked for. ` +
        'Check the names, `docker login`, and the way to the registry; then once more.',
    );
  return unanswered.size === 0 ? 0 : 1;
}

async function askRegistry(name: string): Promise<RegistryAnswer> {
  try {
    return { kind: 'digests', digests: await resolveDigests(name) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'none', why: error.problems.map(({ what }) => what).join('; ') };
  }
}

function tell(update: LockUpdate, dryRun: boolean): void {
  const { file, name } = update;
  switch (update.outcome) {
    case 'unchanged':
      console.log(`${name}: as it was`);
      return;
    case 'changed':
      console.log(
        `${name}: ${update.changed.join(', ')} ${dryRun ? 'would be pinned anew' : 'pinned anew'} in ${file}`,
      );
      return;
    case 'unanswered':
      console.error(
        `${update.why}; ${Object.keys(update.digests).length > 0 ? `${file} keeps the digest that it has` : 'it is not pinned yet'}`,
      );
      return;
  }
}
