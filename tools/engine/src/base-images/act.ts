import { docker } from '@slipway/images/docker';
import { availableParallelism } from 'node:os';
import { unreachable, UserError } from '@slipway/kit';
import { runInOrder } from '../order.js';
import type { Progress } from '../progress.js';
import { succeed } from '../programs.js';
import { buildStandIn } from './build.js';
import { prepareBootstrapper } from './fetch.js';
import type { BaseImageStep } from './plan.js';

/** An image that the engine has now. */
export interface PresentImage {
  readonly name: string;
  readonly outcome: 'found' | 'tagged' | 'pulled' | 'built';
  /** Why it is not the real image, where it is not. */
  readonly standIn: string | undefined;
  readonly seconds: number;
}

/** What became of one base image. */
export type BaseImageReport =
  | PresentImage
  /** It cannot be had here: no registry answers, and nothing can stand in for it. */
  | { readonly name: string; readonly outcome: 'unavailable'; readonly reason: string };

/** How steps are carried out. */
export interface ActOptions {
  readonly progress: Progress;
  readonly onReport: (report: BaseImageReport) => void;
  readonly signal?: AbortSignal;
}

/**
 * Carries out the steps, several at once, each after what it is built upon. A failing one keeps back only those built upon it.
 * @throws UserError that tells every failure
 */
export async function actOnBaseImages(
  steps: readonly BaseImageStep[],
  options: ActOptions,
): Promise<readonly BaseImageReport[]> {
  const tasks = steps.map((step) => ({
    name: step.name,
    after: step.kind === 'build' ? step.after : [],
    work: () => perform(step, options),
  }));
  const { results, failures } = await runInOrder(tasks, availableParallelism());
  options.signal?.throwIfAborted();
  const problems = failures.flatMap((failure) => {
    if (!(failure instanceof UserError)) throw failure;
    return failure.problems;
  });
  if (problems.length > 0) throw new UserError(problems);
  return results.filter((report) => report !== undefined);
}

/** Carries out one step; only what concerns an image is reported. */
async function perform(step: BaseImageStep, options: ActOptions): Promise<BaseImageReport | undefined> {
  const { progress, onReport, signal } = options;
  signal?.throwIfAborted();
  if (step.kind === 'prepare') {
    await progress.track(`${step.name}: preparing`, () => prepareBootstrapper(signal));
    return undefined;
  }
  const startedAt = Date.now();
  const outcome = await carryOut(step, options);
  const standIn = step.kind === 'keep' ? step.standIn : step.kind === 'build' ? step.cause : undefined;
  const report = { name: step.name, outcome, standIn, seconds: (Date.now() - startedAt) / 1000 };
  onReport(report);
  return report;
}

type ImageStep = Exclude<BaseImageStep, { kind: 'prepare' }>;

async function carryOut(step: ImageStep, { progress, signal }: ActOptions): Promise<PresentImage['outcome']> {
  switch (step.kind) {
    case 'keep':
      return 'found';
    case 'tag':
      await tag(step.reference, step.name);
      return 'tagged';
    case 'pull':
      await progress.track(`${step.name}: pulling`, () => pull(step.reference, signal));
      if (step.tags) await tag(step.reference, step.name);
      return 'pulled';
    case 'build':
      await progress.track(`${step.name}: building a stand-in`, () => buildStandIn(step.standIn, signal));
      return 'built';
    default:
      return unreachable(step);
  }
}

async function pull(reference: string, signal?: AbortSignal): Promise<void> {
  const outcome = await docker(['pull', '--quiet', reference], signal === undefined ? {} : { signal });
  succeed(`pulling ${reference}`, 'docker pull', outcome, signal);
}

async function tag(reference: string, name: string): Promise<void> {
  succeed(`tagging ${name}`, 'docker tag', await docker(['tag', reference, name]));
}
