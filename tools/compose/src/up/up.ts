import { join, relative } from 'node:path';
import { rmSync } from 'node:fs';
import type { ExecutorContext } from '@nx/devkit';
import { UserError, writeAtomically } from '@slipway/kit';
import { takeSnapshot } from '../guard/act.js';
import { claimStack, type Claim } from '../guard/claim.js';
import { startGuard, type Guard } from '../guard/guarded.js';
import { redactorOf } from '../observe/stack-secrets.js';
import { overrideText } from '../ports/override.js';
import { release, reserve } from '../ports/reserve.js';
import { writeSecrets } from '../secrets/write.js';
import type { StackSession } from '../session.js';
import { openLooker } from '../wait/look.js';
import { reportBroken } from '../wait/report.js';
import { openWaitView } from '../wait/view.js';
import { waitUntilWell } from '../wait/wait.js';
import { startCompose } from './compose-up.js';
import { ensureImages } from './images.js';
import { observeUp, type UpFacts } from './observe.js';
import type { UpSettings } from './options.js';
import { planUp } from './plan.js';
import type { UpResult } from './result.js';
import { reportRun } from './run-report.js';

/** Everything that a run is done with. */
export interface UpRequest {
  readonly session: StackSession;
  readonly settings: UpSettings;
  readonly context: ExecutorContext;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** Where the caller has the stack for itself already, and under this guardian, who stays when the stack is well. */
  readonly guard?: Guard;
}

/** Starts a stack: looks, plans, acts, waits. What is wrong with the input is a result, found before anything starts. */
export async function up(request: UpRequest): Promise<UpResult> {
  const { session, settings, context, say, signal } = request;
  let claim: Claim | undefined;
  try {
    if (settings.dryRun) {
      const facts = await observeUp(session, settings, context);
      return { kind: 'planned', plan: planUp(facts, settings, (file) => relative(session.workspaceRoot, file)) };
    }
    const { guard } = request;
    if (guard !== undefined) {
      return await act(await observeUp(session, settings, context), request, () => Promise.resolve(guard));
    }
    const own = await claimStack({ state: session.sharedState, command: 'up', onWait: say, signal });
    claim = own;
    return await act(await observeUp(session, settings, context), request, async (project) =>
      startGuard(project, await takeSnapshot(project), session.sharedState, own),
    );
  } catch (error) {
    if (request.signal.aborted) return { kind: 'interrupted' };
    if (error instanceof UserError) return { kind: 'refused', problems: error.problems };
    throw error;
  } finally {
    release();
    await claim?.release();
  }
}

/** @param openGuard gets the guardian of the run, just before anything is started */
async function act(
  facts: UpFacts,
  request: UpRequest,
  openGuard: (project: string) => Promise<Guard>,
): Promise<UpResult> {
  const { session, signal, say } = request;
  const sinceMs = Date.now();
  for (const port of facts.moved) {
    say(`${port.service}: port ${String(port.hostPort)} is taken, ${String(port.movedTo)} takes its place`);
  }
  for (const note of facts.notes) say(note);
  claimPorts(facts);
  for (const file of writeSecrets(facts.secretsToWrite)) {
    say(`${relative(session.workspaceRoot, file)}: written, with a random value`);
  }
  const leftOut = await ensureImages(facts, request);
  if (signal.aborted) return { kind: 'interrupted' };
  const override = writeOverride(facts, [...leftOut.keys()], session);
  const guard = await openGuard(facts.model.name);
  try {
    return await start({ facts, request, guard, leftOut, sinceMs, ...(override === undefined ? {} : { override }) });
  } catch (error) {
    await guard.rollBack();
    throw error;
  }
}

/** Another run may have chosen the same port a moment ago. */
function claimPorts({ hostPorts }: UpFacts): void {
  const lost = reserve(hostPorts);
  if (lost.length === 0) return;
  throw new UserError({
    what: `another run that is under way chose ${lost.length === 1 ? 'port' : 'ports'} ${lost.join(', ')} a moment ago`,
    fix: 'run this again',
  });
}

function writeOverride(facts: UpFacts, leftOut: readonly string[], session: StackSession): string | undefined {
  const file = join(session.state, 'override.yml');
  const { model, moved } = facts;
  const text = overrideText({ model, moved, leftOut, isolate: session.worktree !== undefined });
  if (text === undefined) {
    rmSync(file, { force: true });
    return undefined;
  }
  writeAtomically(file, text);
  return file;
}

interface StartFacts {
  readonly facts: UpFacts;
  readonly request: UpRequest;
  readonly guard: Guard;
  readonly leftOut: ReadonlyMap<string, string>;
  readonly override?: string;
  readonly sinceMs: number;
}

async function start({ facts, request, guard, leftOut, override, sinceMs }: StartFacts): Promise<UpResult> {
  const { session, settings, signal, say } = request;
  const { model, selected, containers } = facts;
  const services = selected.filter((name) => !leftOut.has(name));
  const redact = redactorOf(model, session.variables);
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  signal.addEventListener('abort', stop);
  const startedMs = Date.now();
  const compose = startCompose(session, {
    services: settings.services.length > 0 ? services : [],
    profiles: settings.profiles,
    signal: controller.signal,
    onStart: guard.composeStarted,
    ...(override === undefined ? {} : { override }),
  });
  const looker = openLooker({
    model,
    services,
    sinceMs: startedMs,
    settleMs: settings.settleMs,
    before: new Set(containers.map(({ id }) => id)),
  });
  const view = openWaitView({ model, sinceMs: startedMs, say, redact, isDrawn: !settings.json });
  const waited = await waitUntilWell({
    model,
    looker,
    view,
    compose: compose.state,
    sinceMs: startedMs,
    timeoutMs: settings.timeoutMs,
    signal,
  });
  stop();
  await compose.ended;
  if (waited.kind === 'interrupted') {
    say('interrupted: stopping what this run started');
    await guard.rollBack();
    return { kind: 'interrupted' };
  }
  if (request.guard === undefined) await guard.done();
  const run = reportRun(facts, { session, view: waited.view, leftOut, sinceMs });
  if (waited.kind === 'ready') {
    writeAtomically(join(session.state, 'endpoints.json'), `${JSON.stringify(run.endpoints, null, 2)}\n`);
    return { kind: 'ready', run };
  }
  const secretsToo = redactorOf(model, session.variables, waited.view.details.values());
  return {
    kind: 'not-healthy',
    run,
    broken: await reportBroken(waited.broken, waited.view, { model, redact: secretsToo }),
  };
}
