import { canonicalJson, sha256 } from '@slipway/kit';
import type { PrunedContext } from './context/plan.js';
import { tiers } from './tiers.js';

/** Raised when the meaning of a plan changes, so that no old receipt answers for a new kind of build. */
const PLAN_VERSION = 1;

/** A base image as this build is going to use it. */
export interface Base {
  readonly name: string;
  /** `pinned`: by the lock, applied as name@digest. `local`: the image that the engine holds under this name (a stand-in, or not in the lock). */
  readonly kind: 'pinned' | 'local';
  readonly digest: string;
}

/** How a secret reaches the network steps. */
export interface SecretMount {
  readonly id: string;
  readonly source: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'env'; readonly name: string };
  /** Only of user-named ones: where the Dockerfile's network steps mount it. */
  readonly target?: string;
}

/** What goes into a build besides files of a context. */
export interface Recipe {
  /** As errors and progress name it, relative to the workspace. */
  readonly dockerfile: string;
  /** Its text, user-named secrets' mounts inserted. */
  readonly dockerfileText: string;
  readonly target: string;
  /** `linux/amd64` */
  readonly platform: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly bases: readonly Base[];
}

/** Where a build's files come from. */
export type BuildContext =
  | { readonly kind: 'pruned'; readonly files: PrunedContext }
  /** A folder of the workspace as it stands; `files` maps each path that `.dockerignore` lets through to mode and hash. */
  | { readonly kind: 'whole'; readonly folder: string; readonly files: Readonly<Record<string, string>> };

/** All there is to know of a build before it is built. */
export interface ImagePlan {
  readonly project: string;
  readonly root: string;
  /** Name without tag. */
  readonly image: string;
  readonly tags: readonly string[];
  readonly recipe: Recipe;
  readonly context: BuildContext;
  readonly secrets: readonly SecretMount[];
  /** 64 hexadecimal digits: the name of this build before it is built. */
  readonly planHash: string;
  /** Every workspace file or fact that the hash covers, to its hash, for telling what changed. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Bytes; over it `docker-check` fails. */
  readonly maxBytes?: number;
}

/** The hash over all that can change the result of a build: files, Dockerfile, arguments, platform, base digests, labels. Names and tags are not in it. */
export function planHash(recipe: Recipe, context: BuildContext): string {
  const { dockerfile: _where, ...content } = recipe;
  return sha256(canonicalJson({ version: PLAN_VERSION, recipe: content, context: contextFingerprint(context) }));
}

function contextFingerprint(context: BuildContext): unknown {
  switch (context.kind) {
    case 'pruned':
      return tiers.map((tier) => [tier, context.files[tier].map(({ path, mode, sha256: hash }) => [path, mode, hash])]);
    case 'whole':
      return context.files;
  }
}

/** What a receipt remembers of each input, so that the next build can say which one changed. */
export function planInputs(recipe: Recipe, context: BuildContext): Readonly<Record<string, string>> {
  const inputs: Record<string, string> = { [recipe.dockerfile]: sha256(recipe.dockerfileText) };
  for (const base of recipe.bases) inputs[`base image ${base.name}`] = base.digest;
  const settings = { target: recipe.target, arguments: recipe.buildArguments, labels: recipe.labels };
  inputs['options'] = sha256(canonicalJson(settings));
  inputs['platform'] = recipe.platform;
  switch (context.kind) {
    case 'pruned':
      for (const file of tiers.flatMap((tier) => context.files[tier])) {
        for (const source of file.madeFrom) inputs[source] = combine(inputs[source], `${file.mode} ${file.sha256}`);
      }
      return inputs;
    case 'whole':
      return { ...inputs, ...context.files };
  }
}

/** A source may be in several context files (a manifest and its rewritten form): each of them counts. */
function combine(known: string | undefined, hash: string): string {
  return known === undefined ? hash : sha256(`${known}\n${hash}`);
}
