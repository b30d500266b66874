import { join } from 'node:path';
import { readIfPresent, UserError, writeAtomically } from '@slipway/kit';
import { formatLock, LOCK_FILE, parseLock, type ImagesLock, type LockedImage } from './lock.js';

/** The lock of the images that containers are made of and nobody here builds: beside the compose files. */
export const STACK_LOCK_FILE = `compose/${LOCK_FILE}`;

/** A lock with the file that it stands in, relative to the workspace root. */
export interface LockOnDisk {
  readonly file: string;
  readonly lock: ImagesLock;
}

/**
 * The locks of a workspace: that of base images first, there or not, then that of the stack where there is one.
 * @throws UserError where one is broken
 */
export function readLocks(root: string): readonly [LockOnDisk, ...LockOnDisk[]] {
  const stack = readIfPresent(join(root, STACK_LOCK_FILE));
  return [
    { file: LOCK_FILE, lock: parseLock(readIfPresent(join(root, LOCK_FILE))) },
    ...(stack === undefined ? [] : [{ file: STACK_LOCK_FILE, lock: parseLock(stack, STACK_LOCK_FILE) }]),
  ];
}

/** An image to ask the registry for, and the locks that have it or get it. */
export interface Question {
  readonly name: string;
  readonly files: readonly string[];
}

/**
 * What has to be asked: every image of every lock, or those named. One that no lock has gets into the first, that of base images.
 * Each is asked once, in however many locks it is.
 * @throws UserError where there is nothing to ask
 */
export function planUpdate(
  locks: readonly [LockOnDisk, ...LockOnDisk[]],
  names: readonly string[],
): readonly Question[] {
  const all = locks.flatMap(({ lock }) => Object.keys(lock.images));
  const wanted = [...new Set(names.length > 0 ? names : all)];
  if (wanted.length === 0)
    throw new UserError({
      what: `${locks.map(({ file }) => file).join(' and ')} ${locks.length === 1 ? 'names' : 'name'} no image`,
      fix: 'name one: npx slipway lock update node:24-slim',
    });
  return wanted.map((name) => {
    const files = locks.filter(({ lock }) => name in lock.images).map(({ file }) => file);
    return { name, files: files.length > 0 ? files : [locks[0].file] };
  });
}

/** What became of one image in one lock. */
export type LockUpdate = { readonly file: string; readonly name: string } & (
  | { readonly outcome: 'unchanged'; readonly digests: LockedImage['digests'] }
  /** @property changed platforms whose digest is another now, or that are new or gone */
  | { readonly outcome: 'changed'; readonly digests: LockedImage['digests']; readonly changed: readonly string[] }
  /** @property digests those it had before, which stay: none where it was never pinned */
  | { readonly outcome: 'unanswered'; readonly digests: LockedImage['digests']; readonly why: string }
);

/** A registry's answer to one question: digests by platform, or why there are none. */
export type RegistryAnswer =
  | { readonly kind: 'digests'; readonly digests: LockedImage['digests'] }
  | { readonly kind: 'none'; readonly why: string };

/** What an answer means for each lock that has the image. */
export function compareAnswer(
  locks: readonly LockOnDisk[],
  { name, files }: Question,
  answer: RegistryAnswer,
): readonly LockUpdate[] {
  return files.map((file): LockUpdate => {
    const before = locks.find((one) => one.file === file)?.lock.images[name];
    const had = before?.digests ?? {};
    switch (answer.kind) {
      case 'none':
        return { file, name, outcome: 'unanswered', digests: had, why: answer.why };
      case 'digests': {
        const { digests } = answer;
        const platforms = [...new Set([...Object.keys(had), ...Object.keys(digests)])];
        const changed = platforms.filter((platform) => digests[platform] !== had[platform]);
        return changed.length === 0
          ? { file, name, outcome: 'unchanged', digests }
          : { file, name, outcome: 'changed', digests, changed };
      }
    }
  });
}

/** Writes the locks in which something changed; all others keep their bytes. @returns the files that were written */
export function writeUpdates(
  root: string,
  locks: readonly LockOnDisk[],
  updates: readonly LockUpdate[],
): readonly string[] {
  return locks.flatMap(({ file, lock }) => {
    const changed = updates.filter((update) => update.file === file && update.outcome === 'changed');
    if (changed.length === 0) return [];
    const pinned = Object.fromEntries(changed.map(({ name, digests }) => [name, { digests }]));
    writeAtomically(join(root, file), formatLock({ version: 1, images: { ...lock.images, ...pinned } }));
    return [file];
  });
}
