import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import lockfile from 'proper-lockfile';
import { hasErrorCode, sortedUnique, UserError } from '@slipway/kit';
import { bake, removeScratch, type Baked } from '../build/run.js';
import type { Steps } from '../build/progress.js';
import { writeContext } from '../context/write.js';
import { askEngine, docker } from '../docker.js';
import type { ImagePlan } from '../plan.js';
import { findPresence } from './find.js';
import type { BuildReason } from './lookup.js';
import { observe, type Observation } from './observe.js';
import { collectReceipts, noteLatest, writeReceipt, type Receipt } from './receipt.js';

/** What became of an image that was asked for. */
export type Ensured =
  | { readonly kind: 'present' | 'tagged'; readonly receipt: Receipt }
  | { readonly kind: 'built'; readonly receipt: Receipt; readonly why: BuildReason }
  | { readonly kind: 'failed'; readonly baked: Extract<Baked, { kind: 'failed' }> }
  | { readonly kind: 'stopped' };

/** Who wants images, and how they are told of it. */
export interface EnsureRequest {
  readonly plans: readonly ImagePlan[];
  readonly workspaceRoot: string;
  readonly state: string;
  readonly observation: Observation;
  readonly useCache: boolean;
  readonly signal: AbortSignal;
  /** Called once, with what is going to be built and why, before anything is. */
  readonly onPlan: (building: ReadonlyMap<ImagePlan, BuildReason>) => void;
  readonly onProgress: (steps: Steps, names: ReadonlyMap<ImagePlan, string>) => void;
  readonly onDone: (plan: ImagePlan, ensured: Ensured) => void;
  /** Called when another run is building the same image and this one waits for it. */
  readonly onWait: (plan: ImagePlan) => void;
}

/**
 * Makes every image be on the engine under its tags: present ones are left alone, known ones tagged, all others built in one solve. Every
 * consumer of images comes through here. Two runs that would build the same image at once take turns: what one built, the other finds.
 */
export async function ensureImages(request: EnsureRequest): Promise<ReadonlyMap<ImagePlan, Ensured>> {
  const results = new Map<ImagePlan, Ensured>();
  const done = (plan: ImagePlan, ensured: Ensured): void => {
    results.set(plan, ensured);
    request.onDone(plan, ensured);
  };
  const missing = await settle(request.plans, request, done);
  if (missing.size === 0) {
    request.onPlan(missing);
    return results;
  }
  const releases = await takeTurns([...missing.keys()], request);
  try {
    // Whoever had the turn before may have built what we need.
    const again = { ...request, observation: await observe(request.state) };
    const left = await settle([...missing.keys()], again, done);
    request.onPlan(left);
    if (left.size > 0) await build(left, again, done);
  } finally {
    await Promise.all(releases.map((release) => release()));
  }
  return results;
}

/** Deals with all that needs no build, and gives back the rest. */
async function settle(
  plans: readonly ImagePlan[],
  request: EnsureRequest,
  done: (plan: ImagePlan, ensured: Ensured) => void,
): Promise<ReadonlyMap<ImagePlan, BuildReason>> {
  const missing = new Map<ImagePlan, BuildReason>();
  for (const plan of plans) {
    const presence = findPresence(plan, request);
    switch (presence.kind) {
      case 'present':
        noteLatest(request.state, presence.receipt);
        done(plan, { kind: 'present', receipt: presence.receipt });
        break;
      case 'needs-tag':
        await tag(presence.receipt, presence.tags);
        noteLatest(request.state, presence.receipt);
        done(plan, { kind: 'tagged', receipt: presence.receipt });
        break;
      case 'needs-build':
        missing.set(plan, presence.why);
        break;
    }
  }
  return missing;
}

/** Gives an image that the engine holds the tags that it should have. */
export async function tag(receipt: Receipt, tags: readonly string[]): Promise<void> {
  for (const name of tags) {
    const outcome = await docker(['image', 'tag', receipt.id, name]);
    if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
      const why = outcome.kind === 'exited' ? outcome.stderr : outcome.kind;
      throw new UserError({
        what: `tagging ${receipt.id} as ${name} failed: ${why}`,
        fix: 'run again, or build with --no-cache',
      });
    }
  }
}

/** A lock an image, which has one context folder and one set of tags; always in the same order, so that no two runs wait for each other. */
async function takeTurns(
  plans: readonly ImagePlan[],
  { state, onWait }: EnsureRequest,
): Promise<(() => Promise<void>)[]> {
  const folder = join(state, 'locks');
  mkdirSync(folder, { recursive: true });
  const releases: (() => Promise<void>)[] = [];
  for (const image of sortedUnique(plans.map((plan) => plan.image))) {
    const path = join(folder, encodeURIComponent(image));
    const options = { realpath: false, stale: 20_000, update: 5_000 };
    const release = await lockfile.lock(path, options).catch(async (error: unknown) => {
      if (!hasErrorCode(error, 'ELOCKED')) throw error;
      const plan = plans.find((candidate) => candidate.image === image);
      if (plan !== undefined) onWait(plan);
      return await lockfile.lock(path, { ...options, retries: { forever: true, minTimeout: 200, maxTimeout: 1000 } });
    });
    releases.push(release);
  }
  return releases;
}

async function build(
  missing: ReadonlyMap<ImagePlan, BuildReason>,
  request: EnsureRequest,
  done: (plan: ImagePlan, ensured: Ensured) => void,
): Promise<void> {
  const { workspaceRoot, state, observation } = request;
  const folderOf = (plan: ImagePlan): string => join(state, 'contexts', encodeURIComponent(plan.image));
  for (const plan of missing.keys()) {
    if (plan.context.kind === 'whole') continue;
    const folder = folderOf(plan);
    writeContext(folder, plan.context.files, workspaceRoot);
    writeFileSync(join(folder, 'Dockerfile'), plan.recipe.dockerfileText);
  }
  const scratch = join(state, 'build', String(process.pid));
  const built = new Map<ImagePlan, Extract<Baked, { kind: 'built' }>>();
  try {
    await bake({
      plans: [...missing.keys()],
      surroundings: {
        workspaceRoot,
        folderOf,
        useCache: request.useCache,
        sshAgent: (process.env['SSH_AUTH_SOCK'] ?? '') !== '',
      },
      scratch,
      signal: request.signal,
      onProgress: request.onProgress,
      onDone: (plan, baked) => {
        switch (baked.kind) {
          case 'built':
            built.set(plan, baked);
            break;
          case 'failed':
            done(plan, { kind: 'failed', baked });
            break;
          case 'stopped':
            done(plan, { kind: 'stopped' });
            break;
        }
      },
    });
  } finally {
    removeScratch(scratch);
  }
  if (built.size === 0) return;
  const seen = await observe(state, observation.endpoint);
  for (const [plan, baked] of built) {
    const receipt = await makeReceipt(plan, baked, seen);
    writeReceipt(state, receipt);
    done(plan, { kind: 'built', receipt, why: missing.get(plan) ?? { kind: 'new' } });
  }
  collectReceipts(state, observation.engineId);
}

/** What the engine says of the image that was just built, not what the builder promised. */
async function makeReceipt(
  plan: ImagePlan,
  baked: Extract<Baked, { kind: 'built' }>,
  seen: Observation,
): Promise<Receipt> {
  const name = plan.tags[0] ?? plan.image;
  const id = seen.images[name]?.id;
  if (id === undefined) {
    throw new UserError({
      what: `${name} was built, but the engine at ${seen.endpoint} does not hold it`,
      fix: 'the current builder keeps its results elsewhere: `docker buildx use default`',
    });
  }
  const history = await askEngine(`/images/${encodeURIComponent(name)}/history`, seen.endpoint);
  const layers = history.status === 200 ? (JSON.parse(history.body) as { readonly Size: number }[]) : [];
  return {
    version: 1,
    planHash: plan.planHash,
    project: plan.project,
    image: plan.image,
    id,
    manifestDigest: baked.manifestDigest,
    configDigest: baked.configDigest,
    bytes: layers.reduce((sum, { Size }) => sum + Size, 0),
    platform: plan.recipe.platform,
    bases: plan.recipe.bases,
    inputs: plan.inputs,
    engineId: seen.engineId,
    durationMs: baked.durationMs,
  };
}
