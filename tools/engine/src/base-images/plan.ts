import { byCodeUnit, type Problem } from '@slipway/kit';
import type { BaseImageFacts, BaseImagesFacts, Workshop } from './facts.js';
import { repositoryOf } from './name.js';
import { findStandIn, foundationsOf, RECIPES, type StandIn } from './recipes.js';

/** Makes a Debian from packages; it and the mirror that it asks have to be known before. */
export const BOOTSTRAPPER = 'mmdebstrap';

/** What to do for one image. */
export type BaseImageStep =
  | { readonly kind: 'keep'; readonly name: string; readonly standIn: string | undefined }
  | { readonly kind: 'tag'; readonly name: string; readonly reference: string }
  /** `tags` where the reference is a digest that the name has to be given to. */
  | { readonly kind: 'pull'; readonly name: string; readonly reference: string; readonly tags: boolean }
  | {
      readonly kind: 'build';
      readonly name: string;
      readonly standIn: StandIn;
      /** What has to be there first: the images that it is built upon, or the tool that it is built with. */
      readonly after: readonly string[];
      readonly cause: string;
    }
  /** Once for all that need it: two installations at once get in each other's way. */
  | { readonly kind: 'prepare'; readonly name: typeof BOOTSTRAPPER; readonly cause: string };

/** An image that cannot be had on this machine now, and what stands in the way. */
export interface MissingImage {
  readonly name: string;
  readonly problem: Problem;
}

/** The steps for the images that can be had, and those that cannot. */
export interface BaseImagesPlan {
  readonly steps: readonly BaseImageStep[];
  readonly missing: readonly MissingImage[];
}

/** Decides for every image: here, pulled, or, only where no registry answers, built from packages. */
export function planBaseImages(facts: BaseImagesFacts): BaseImagesPlan {
  const found: BaseImageStep[] = [];
  const builds = new Map<string, BaseImageStep>();
  const missing: MissingImage[] = [];
  for (const image of facts.images) {
    const step = stepFor(image);
    if (step !== undefined) {
      found.push(step);
      continue;
    }
    const cause = image.registry?.kind === 'unreachable' ? image.registry.reason : '';
    const problem = addBuilds(builds, image.name, cause, facts);
    if (problem !== undefined) missing.push({ name: image.name, problem });
  }
  const sorted = [...builds.values()].sort(byRecipe);
  return { steps: [...found, ...preparation(sorted, facts.workshop), ...sorted], missing };
}

function preparation(builds: readonly BaseImageStep[], { hasMmdebstrap }: Workshop): readonly BaseImageStep[] {
  if (!builds.some((step) => step.kind === 'build' && step.after.includes(BOOTSTRAPPER))) return [];
  return [
    {
      kind: 'prepare',
      name: BOOTSTRAPPER,
      cause: hasMmdebstrap ? 'its mirror has to be known' : 'it is not installed',
    },
  ];
}

/** The step that needs no building, where there is one. */
function stepFor({ name, locked, local, holdsLocked, registry }: BaseImageFacts): BaseImageStep | undefined {
  if (local?.standIn !== undefined) return { kind: 'keep', name, standIn: local.standIn };
  const reference = locked === undefined ? name : `${repositoryOf(name)}@${locked}`;
  // A name that the user gave to another digest stays as it is: builds ask for the locked one by its digest.
  if (local !== undefined && (locked === undefined || holdsLocked)) return { kind: 'keep', name, standIn: undefined };
  if (holdsLocked) return { kind: 'tag', name, reference };
  return registry?.kind === 'unreachable'
    ? undefined
    : { kind: 'pull', name, reference, tags: locked !== undefined && local === undefined };
}

/** Adds the stand-in and what it is built upon, or gives what stands in the way of all of it. */
function addBuilds(
  builds: Map<string, BaseImageStep>,
  name: string,
  cause: string,
  { present, workshop }: BaseImagesFacts,
): Problem | undefined {
  const missing = [name, ...foundationsOf(name).filter((foundation) => !present.has(foundation))];
  const standIns = missing.map(findStandIn).filter((standIn) => standIn !== undefined);
  if (standIns.length < missing.length) {
    return {
      what: `${name} is not here, its registry does not answer (${cause}), and no stand-in is known for it`,
      fix: `load it with \`docker load\`, or see to the connection; there are stand-ins for ${RECIPES.map(({ folder }) => folder).join(', ')}`,
    };
  }
  for (const standIn of standIns) {
    const problem = findObstacle(standIn, cause, workshop);
    if (problem !== undefined) return problem;
  }
  for (const standIn of standIns) {
    builds.set(standIn.name, {
      kind: 'build',
      name: standIn.name,
      standIn,
      after: standIn.recipe.fetch === 'debian' ? [BOOTSTRAPPER] : standIn.recipe.upon,
      cause,
    });
  }
  return undefined;
}

/** What keeps this machine from building a stand-in. */
function findObstacle({ name, recipe }: StandIn, cause: string, workshop: Workshop): Problem | undefined {
  const missing = `${name} is not here, and its registry does not answer (${cause})`;
  if (recipe.fetch === 'npm' && !workshop.hasNpm)
    return { what: missing, fix: 'a stand-in can be built where npm is on PATH' };
  if (recipe.fetch !== 'debian') return undefined;
  if (workshop.platform !== workshop.enginePlatform) {
    return {
      what: `${missing}; a stand-in for ${workshop.enginePlatform} cannot be built on ${workshop.platform}`,
      fix: 'see to the connection, or load the image with `docker load`',
    };
  }
  if (workshop.distribution?.id !== 'debian')
    return { what: missing, fix: 'see to the connection; a stand-in can be built on Debian only' };
  if (workshop.hasMmdebstrap || workshop.isRoot) return undefined;
  return {
    what: missing,
    fix: 'to have a stand-in built from packages: `sudo apt-get install mmdebstrap`, then run this again',
  };
}

function byRecipe(a: BaseImageStep, b: BaseImageStep): number {
  return rankOf(a) - rankOf(b) || byCodeUnit(a.name, b.name);
}

function rankOf(step: BaseImageStep): number {
  return step.kind === 'build' ? RECIPES.indexOf(step.standIn.recipe) : -1;
}

/** What stands in the way, once where several images share it. */
export function problemsOf(missing: readonly MissingImage[]): readonly Problem[] {
  return [...new Map(missing.map(({ problem }) => [problem.what, problem])).values()];
}

/** One line a step, for `--dry-run`. */
export function describeBaseImageStep(step: BaseImageStep): string {
  switch (step.kind) {
    case 'keep':
      return `${step.name}: ${step.standIn === undefined ? 'found' : `found, a stand-in (${step.standIn})`}`;
    case 'tag':
      return `${step.name}: tag ${step.reference}`;
    case 'pull':
      return `${step.name}: pull ${step.reference}`;
    case 'build':
      return `${step.name}: build a stand-in from packages, after ${step.after.join(', ')} (${step.cause})`;
    case 'prepare':
      return `${step.name}: prepare (${step.cause})`;
  }
}
