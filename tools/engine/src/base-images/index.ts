import { UserError } from '@slipway/kit';
import type { EnsureOptions } from '../engine/index.js';
import type { ImagesLock } from '../lock.js';
import { Progress } from '../progress.js';
import { actOnBaseImages, type BaseImageReport } from './act.js';
import { checkNames } from './name.js';
import { observeBaseImages } from './observe.js';
import { planBaseImages, type BaseImagesPlan } from './plan.js';

export type { BaseImageReport } from './act.js';
export { describeBaseImageStep } from './plan.js';

/** What base images are asked for with. */
export interface EnsureBaseImagesOptions extends EnsureOptions {
  readonly lock: ImagesLock;
  /** Called as each image is there. */
  readonly onReport?: (report: BaseImageReport) => void;
}

/** Looks, and says what there is to do for these images. */
export async function planForBaseImages(names: readonly string[], lock: ImagesLock): Promise<BaseImagesPlan> {
  checkNames(names);
  return planBaseImages(await observeBaseImages(names, lock));
}

/**
 * Gives the engine these images: those it has, those a registry has, and only where no registry answers stand-ins built from packages.
 * Needs an engine that answers.
 * @throws UserError that names every image that cannot be had, before anything is done
 */
export async function ensureBaseImages(
  names: readonly string[],
  { lock, signal, progress = new Progress(), onReport = () => undefined }: EnsureBaseImagesOptions,
): Promise<readonly BaseImageReport[]> {
  const { steps, problems } = await planForBaseImages(names, lock);
  if (problems.length > 0) throw new UserError(problems);
  return actOnBaseImages(steps, { progress, onReport, ...(signal === undefined ? {} : { signal }) });
}
