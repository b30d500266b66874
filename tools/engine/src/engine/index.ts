import { UserError } from '@slipway/kit';
import { Progress } from '../progress.js';
import { actOnEngine, LOG_FILE } from './act.js';
import { observeEngine } from './observe.js';
import { planEngine } from './plan.js';

export { observeEngine } from './observe.js';
export { describeEngineStep, planEngine } from './plan.js';

/** What an engine is asked for with. */
export interface EnsureOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** An engine that answers, and what had to be done for it. */
export interface EngineReport {
  readonly version: string;
  readonly outcome: 'running' | 'started' | 'installed';
  readonly seconds: number;
}

/**
 * Gives an engine that answers: the one that docker is configured to use, or on bare Debian, as root, one that is installed and
 * started. Does nothing where one is running.
 * @throws UserError with one sentence and the command to run, everywhere else
 */
export async function ensureEngine({ progress = new Progress(), signal }: EnsureOptions = {}): Promise<EngineReport> {
  const startedAt = Date.now();
  const facts = await observeEngine();
  const plan = planEngine(facts);
  if (plan.kind === 'stop') throw new UserError(plan.problem);
  if (plan.kind === 'ready') return { version: plan.version, outcome: 'running', seconds: 0 };
  for (const step of plan.steps) {
    const doing = step.kind === 'install' ? 'installing' : 'starting';
    await progress.track(`engine: ${doing}`, () => actOnEngine(step, facts.endpoint, signal));
  }
  const reached = planEngine(await observeEngine());
  if (reached.kind === 'stop') throw new UserError(reached.problem);
  if (reached.kind === 'act')
    throw new UserError({ what: 'the engine was started and has ended since', fix: `see ${LOG_FILE}` });
  const outcome = plan.steps.some((step) => step.kind === 'install') ? 'installed' : 'started';
  return { version: reached.version, outcome, seconds: (Date.now() - startedAt) / 1000 };
}
