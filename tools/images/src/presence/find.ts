import type { ImagePlan } from '../plan.js';
import { lookUp, type Presence } from './lookup.js';
import type { Observation } from './observe.js';
import { readLatest, readReceipt } from './receipt.js';

/** Asks the decision table about one image, with what this machine remembers. @param state absolute path of `.slipway` */
export function findPresence(
  plan: Pick<ImagePlan, 'image' | 'tags' | 'planHash'>,
  {
    state,
    observation,
    useCache,
  }: { readonly state: string; readonly observation: Observation; readonly useCache: boolean },
): Presence {
  return lookUp({
    plan,
    useCache,
    observation,
    receipt: readReceipt(state, observation.engineId, plan.planHash),
    latest: readLatest(state, observation.engineId, plan.image),
  });
}
