import type { ImagePlan } from '../plan.js';
import type { Observation } from './observe.js';
import type { Receipt } from './receipt.js';

/** Where an image is right now, named for what has to be done. */
export type Presence =
  | { readonly kind: 'present'; readonly receipt: Receipt }
  /** The engine holds it, but not under these tags. */
  | { readonly kind: 'needs-tag'; readonly receipt: Receipt; readonly tags: readonly string[] }
  | { readonly kind: 'needs-build'; readonly why: BuildReason };

/** Why an image has to be built. */
export type BuildReason =
  | { readonly kind: 'asked'; readonly text: 'without cache, as asked' }
  | { readonly kind: 'new' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'changed'; readonly since: Receipt };

/** What is known when the table is asked. */
export interface LookupFacts {
  readonly plan: Pick<ImagePlan, 'image' | 'tags' | 'planHash'>;
  readonly useCache: boolean;
  /** The receipt of this very plan on this engine. */
  readonly receipt: Receipt | undefined;
  /** The image's newest receipt, whatever its plan. */
  readonly latest: Receipt | undefined;
  readonly observation: Observation;
}

/** The decision table. It only reads what it is given: a receipt says that a build happened, the observation alone that its image is here. */
export function lookUp({ plan, useCache, receipt, latest, observation }: LookupFacts): Presence {
  if (!useCache) return { kind: 'needs-build', why: { kind: 'asked', text: 'without cache, as asked' } };
  if (receipt === undefined) {
    return { kind: 'needs-build', why: latest === undefined ? { kind: 'new' } : { kind: 'changed', since: latest } };
  }
  const missing = plan.tags.filter((tag) => observation.images[tag]?.id !== receipt.id);
  if (missing.length === 0) return { kind: 'present', receipt };
  return observation.ids.includes(receipt.id)
    ? { kind: 'needs-tag', receipt, tags: missing }
    : { kind: 'needs-build', why: { kind: 'gone' } };
}
