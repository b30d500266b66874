import type { ImagePlan } from '../plan.js';
import { tiers } from '../tiers.js';

/** One target of a bake definition (https://docs.docker.com/build/bake/reference/), as far as we use it. */
export interface BakeTarget {
  readonly context: string;
  readonly dockerfile: string;
  readonly contexts: Readonly<Record<string, string>>;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly target: string;
  readonly platforms: readonly string[];
  readonly output: readonly string[];
  readonly attest: readonly string[];
  readonly secret: readonly string[];
  readonly ssh?: readonly string[];
  readonly 'no-cache'?: boolean;
}

/** A bake definition: one solve for all its targets. */
export interface BakeDefinition {
  readonly group: { readonly default: { readonly targets: readonly string[] } };
  readonly target: Readonly<Record<string, BakeTarget>>;
}

/** What a build needs of the machine it runs on. All paths are absolute. */
export interface BakeSurroundings {
  readonly workspaceRoot: string;
  /** The folder of a plan's written context and Dockerfile. */
  readonly folderOf: (plan: ImagePlan) => string;
  readonly useCache: boolean;
  /** True where an ssh agent is there to be lent. */
  readonly sshAgent: boolean;
}

/** A bake target name may hold only these; the position keeps two names apart that fold into one. */
export function targetName(plan: Pick<ImagePlan, 'image'>, index: number): string {
  const last = plan.image.split('/').at(-1) ?? plan.image;
  return `${last.replaceAll(/[^\w-]/g, '-')}-${String(index)}`;
}

/** All plans as one definition, in the order given. */
export function toBake(plans: readonly ImagePlan[], surroundings: BakeSurroundings): BakeDefinition {
  const named = plans.map((plan, index) => [targetName(plan, index), toTarget(plan, surroundings)] as const);
  return {
    group: { default: { targets: named.map(([name]) => name) } },
    target: Object.fromEntries(named),
  };
}

function toTarget(plan: ImagePlan, { workspaceRoot, folderOf, useCache, sshAgent }: BakeSurroundings): BakeTarget {
  const folder = folderOf(plan);
  const pinned = plan.recipe.bases.filter(({ kind }) => kind === 'pinned');
  const bases = pinned.map(({ name, digest }) => [name, `docker-image://${withoutTag(name)}@${digest}`] as const);
  const pruned = plan.context.kind === 'pruned' ? tiers.map((tier) => [tier, `${folder}/${tier}`] as const) : [];
  return {
    context: plan.context.kind === 'whole' ? joinRoot(workspaceRoot, plan.context.folder) : `${folder}/application`,
    // Beside a context of its own a Dockerfile may have its own `.dockerignore`, so it stays where it is.
    dockerfile:
      plan.context.kind === 'whole' ? joinRoot(workspaceRoot, plan.recipe.dockerfile) : `${folder}/Dockerfile`,
    contexts: Object.fromEntries([...pruned, ...bases]),
    args: plan.recipe.buildArguments,
    labels: plan.recipe.labels,
    tags: plan.tags,
    target: plan.recipe.target,
    platforms: [plan.recipe.platform],
    output: ['type=docker'],
    // Provenance holds the time of the build: with it, no two builds have one digest.
    attest: ['type=provenance,disabled=true', 'type=sbom,disabled=true'],
    secret: plan.secrets.map(({ id, source }) =>
      source.kind === 'file' ? `id=${id},src=${source.path}` : `id=${id},env=${source.name}`,
    ),
    ...(sshAgent ? { ssh: ['default'] } : {}),
    ...(useCache ? {} : { 'no-cache': true }),
  };
}

function joinRoot(workspaceRoot: string, folder: string): string {
  return folder === '.' ? workspaceRoot : `${workspaceRoot}/${folder}`;
}

/** `registry:5000/a/b:tag` without `:tag`. */
export function withoutTag(name: string): string {
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  return colon === -1 ? name : name.slice(0, colon);
}
