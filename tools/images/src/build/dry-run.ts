import { contextBytes } from '../context/plan.js';
import { tiers } from '../tiers.js';
import { formatSize } from '../options.js';
import type { ImagePlan } from '../plan.js';
import type { Presence } from '../presence/lookup.js';
import { describeReason } from '../presence/reason.js';

/** Prints plans: what would be done and why, and every file that the builder would see. */
export function printPlans(
  plans: readonly ImagePlan[],
  presenceOf: (plan: ImagePlan) => Presence,
  { json, projectRoots }: { readonly json: boolean; readonly projectRoots: readonly string[] },
): string {
  if (json) return plansToJson(plans, presenceOf);
  return plans.map((plan) => toText(plan, presenceOf(plan), projectRoots)).join('\n\n');
}

/** Plans as data, for scripts. */
export function plansToJson(plans: readonly ImagePlan[], presenceOf: (plan: ImagePlan) => Presence): string {
  const data = plans.map((plan) => toJson(plan, presenceOf(plan)));
  return JSON.stringify(data, null, 2);
}

function toJson(plan: ImagePlan, presence: Presence): unknown {
  const { project, image, tags, planHash, recipe, context, secrets } = plan;
  const { dockerfileText: _text, ...recipeWithoutText } = recipe;
  return {
    project,
    image,
    tags,
    planHash,
    presence: presence.kind,
    recipe: recipeWithoutText,
    // Where a secret comes from, never what it is.
    secrets: secrets.map(({ id, source }) => ({ id, source })),
    context: context.kind === 'whole' ? context : { kind: 'pruned', files: context.files },
  };
}

function toText(plan: ImagePlan, presence: Presence, projectRoots: readonly string[]): string {
  const { recipe } = plan;
  const args = Object.entries(recipe.buildArguments).map(([name, value]) => `${name}=${value}`);
  return [
    `${plan.tags.join(', ')}: ${actionOf(presence, plan, projectRoots)}`,
    `  plan      ${plan.planHash.slice(0, 16)}, ${recipe.platform}`,
    `  recipe    ${recipe.dockerfile}, stage ${recipe.target === '' ? '(last)' : recipe.target}`,
    ...recipe.bases.map(
      ({ name, kind, digest }) =>
        `  base      ${name} ${kind === 'pinned' ? 'pinned at' : 'as it is here,'} ${digest.slice(0, 19)}`,
    ),
    ...(args.length === 0 ? [] : [`  arguments ${args.join(', ')}`]),
    ...(plan.secrets.length === 0 ? [] : [`  secrets   ${plan.secrets.map(({ id }) => id).join(', ')}`]),
    ...contextLines(plan),
  ].join('\n');
}

function actionOf(presence: Presence, plan: ImagePlan, projectRoots: readonly string[]): string {
  switch (presence.kind) {
    case 'present':
      return 'present, nothing to do';
    case 'needs-tag':
      return `would be tagged (${presence.receipt.id.slice(0, 19)} is here under another name)`;
    case 'needs-build':
      return `would be built (${describeReason(presence.why, plan.inputs, projectRoots)})`;
  }
}

function contextLines({ context }: ImagePlan): readonly string[] {
  if (context.kind === 'whole') {
    const files = Object.keys(context.files);
    return [
      `  context   ${context.folder}, whole, ${String(files.length)} files`,
      ...files.map((path) => `    ${path}`),
    ];
  }
  const total = tiers.reduce((count, tier) => count + context.files[tier].length, 0);
  return [
    `  context   ${String(total)} files, ${formatSize(contextBytes(context.files))}`,
    ...tiers.flatMap((tier) => [
      `    ${tier}`,
      ...context.files[tier].map(
        ({ path, bytes, content }) =>
          `      ${path} (${formatSize(bytes)}${content.kind === 'text' ? ', written' : ''})`,
      ),
    ]),
  ];
}
