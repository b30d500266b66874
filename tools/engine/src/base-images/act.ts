import { docker } from '@slipway/images/docker';
import { availableParallelism } from 'node:os';
import { unreachable, UserError } from '@slipway/kit';
import { runInOrder } from '../order.js';
import type { Progress } from '../progress.js';
import { succeed } from '../programs.js';
import { buildStandIn } from './build.js';
import type { BaseImageStep } from './plan.js';

/** What became of one base image. */
export interface BaseImageReport {
  readonly name: string;
  readonly outcome: 'found' | 'tagged' | 'pulled' | 'built';
  /** Why it is not the real image, where it is not. */
  readonly standIn: string | undefined;
  readonly seconds: number;
}

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
    after: step.kind === 'build' && step.upon !== undefined ? [step.upon] : [],
    work: () => perform(step, options),
  }));
  const { results, failures } = await runInOrder(tasks, availableParallelism());
  options.signal?.throwIfAborted();
  const problems = failures.flatMap((failure) => {
    if (!(failure instanceof UserError)) throw failure;
    return failure.problems;
  });
  if (problems.length > 0) throw new UserError(problems);
  return results;
}

async function perform(step: BaseImageStep, { progress, onReport, signal }: ActOptions): Promise<BaseImageReport> {
  const startedAt = Date.now();
  const label = labelOf(step);
  const outcome = await (label === undefined
    ? carryOut(step, signal)
    : progress.track(`${step.name}: ${label}`, () => carryOut(step, signal)));
  const standIn = step.kind === 'keep' ? step.standIn : step.kind === 'build' ? step.cause : undefined;
  const report = { name: step.name, outcome, standIn, seconds: (Date.now() - startedAt) / 1000 };
  onReport(report);
  return report;
}

function labelOf(step: BaseImageStep): string | undefined {
  switch (step.kind) {
    case 'pull':
      return 'pulling';
    case 'build':
      return 'building a stand-in';
    default:
      return undefined;
  }
}

async function carryOut(step: BaseImageStep, signal?: AbortSignal): Promise<BaseImageReport['outcome']> {
  signal?.throwIfAborted();
  switch (step.kind) {
    case 'keep':
      return 'found';
    case 'tag':
      await tag(step.reference, step.name);
      return 'tagged';
    case 'pull':
      await pull(step.reference, signal);
      if (step.tags) await tag(step.reference, step.name);
      return 'pulled';
    case 'build':
      await buildStandIn(step.standIn, signal);
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
