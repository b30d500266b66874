export { imageGlob, inferImages } from './plugin.js';
export { formatLock, LOCK_FILE, parseLock, type ImagesLock, type LockedImage } from './lock.js';
export {
  compareAnswer,
  planUpdate,
  readLocks,
  writeUpdates,
  type LockUpdate,
  type RegistryAnswer,
} from './lock-update.js';
export { observe, STAND_IN_LABEL, type Observation } from './presence/observe.js';
export { formatSize, parseSize, type BuildOptions } from './options.js';
export { resolveDigests } from './resolve-digests.js';
export { openSession, type ImagesOptions, type Session } from './session.js';
export { readLatest } from './presence/receipt.js';
export { imageNames, imageNamesOf } from './unique-names.js';
