import { toStackModel, type StackModel } from './model.js';
import type { Origins } from './origins.js';
import type { ModelPath, Origin } from './traced.js';

/** A stack as compose merges it, and where each value of it was written. */
export interface Stack {
  /** Absolute folder that places are told relative to. */
  readonly root: string;
  readonly model: StackModel;
  readonly origins: Origins;
  /** The place that set a value last; see {@link Origins.of}. */
  originOf(path: ModelPath): Origin | undefined;
}

/**
 * Puts together what compose printed and the files that it was made of.
 * @param merged `docker compose config` as data, dollar signs no longer doubled
 */
export function stackOf(merged: unknown, origins: Origins, root: string): Stack {
  return { root, model: toStackModel(merged), origins, originOf: (path) => origins.of(path) };
}
