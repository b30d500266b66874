import { UserError } from '@slipway/kit';
import type { EnsureOptions } from '../engine/index.js';
import type { ImagesLock } from '../lock.js';
import { Progress } from '../progress.js';
import { actOnBaseImages, type BaseImageReport } from './act.js';
import { checkNames } from './name.js';
import { observeBaseImages } from './observe.js';
import { planBaseImages, problemsOf, type BaseImagesPlan } from './plan.js';

export type { BaseImageReport } from './act.js';
export { describeBaseImageStep, problemsOf, type MissingImage } from './plan.js';

/** What base images are asked for with. */
export interface EnsureBaseImagesOptions extends EnsureOptions {
  readonly lock: ImagesLock;
  /** What an image is that cannot be had: a failure, before anything is done, or one of the reports. */
  readonly missing?: 'fail' | 'report';
  /** Called as each image is there. */
  readonly onReport?: (report: BaseImageReport) => void;
}

/** Looks, and says what there is to do for these images. */
export async function planForBaseImages(names: readonly string[], lock: ImagesLock): Promise<BaseImagesPlan> {
  checkNames(names);
  return planBaseImages(await observeBaseImages(names, lock));
}

/**
 * Gives the engine these images, and no others: those it has, those a registry has, and only where no registry answers stand-ins
 * built from packages. Needs an engine that answers.
 * @throws UserError that names every image that cannot be had, before anything is done, unless those are to be reported
 */
export async function ensureBaseImages(
  names: readonly string[],
  {
    lock,
    missing: policy = 'fail',
    signal,
    progress = new Progress(),
    onReport = () => undefined,
  }: EnsureBaseImagesOptions,
): Promise<readonly BaseImageReport[]> {
  const { steps, missing } = await planForBaseImages(names, lock);
  if (policy === 'fail' && missing.length > 0) throw new UserError(problemsOf(missing));
  const left = missing.map(({ name, problem }) => ({ name, outcome: 'unavailable', reason: problem.what }) as const);
  for (const report of left) onReport(report);
  const done = await actOnBaseImages(steps, { progress, onReport, ...(signal === undefined ? {} : { signal }) });
  return [...done, ...left];
}
