import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutorContext } from '@nx/devkit';
import { describeError, UserError, writeAtomically, type Problem } from '@slipway/kit';
import { claimStack, type Claim } from '../guard/claim.js';
import { startGuard, type Guard } from '../guard/guarded.js';
import { listResources } from '../observe/engine.js';
import type { Endpoint } from '../ports/endpoints.js';
import type { StackSession } from '../session.js';
import { readSettings } from '../up/options.js';
import type { UpResult } from '../up/result.js';
import { up, type UpRequest } from '../up/up.js';
import { renderBroken, type BrokenReport } from '../wait/report.js';
import { discard } from './discard.js';
import { withOverride, type PreparedStack } from './prepare.js';
import { removeStack } from './remove.js';

/** What of a prepared stack is started, and for how long that may take. */
export interface PrivateStart {
  /** Services by name; what they need comes with them. */
  readonly services: readonly string[];
  readonly timeout?: string | number;
  readonly settle?: string | number;
  readonly context: ExecutorContext;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A stack of one's own that runs and is well. */
export interface PrivateStack {
  readonly endpoints: readonly Endpoint[];
  /** Ids. */
  readonly networks: readonly string[];
  /** Removes it with its data, whatever became of it meanwhile. Calling it again does nothing. @throws UserError where something stays */
  readonly close: () => Promise<void>;
}

/**
 * Starts services of a stack that is this process's alone, and gone with it: a guardian removes it where the process is killed.
 * @throws UserError that tells which service is not well and what it wrote last; the signal's reason where it was interrupted. Nothing is
 * left then.
 */
export async function startPrivateStack(prepared: PreparedStack, start: PrivateStart): Promise<PrivateStack> {
  const { services, timeout, settle = '2s', context, say, signal } = start;
  const { session, file } = withOverride(prepared);
  const { composeName, state } = session;
  const claim = await claimStack({ state, command: 'up', onWait: say, signal });
  const guard = await guarded(session, claim);
  const close = closing(session, guard);
  try {
    if (file !== undefined) writeAtomically(file, prepared.override ?? '');
    const chosen = timeout === undefined ? {} : { timeout };
    const settings = readSettings({ services, settle, policy: 'off', json: true, ...chosen });
    const result = await upWithRoom({ session, settings, context, say, signal, guard });
    const endpoints = endpointsIn(result, session, signal);
    const { networks } = await listResources(composeName);
    return { endpoints, networks, close };
  } catch (error) {
    // What went wrong first is what the reader has to know; this comes on top of it.
    await close().catch((failure: unknown) => {
      say(describeError(failure));
    });
    throw error;
  }
}

async function guarded({ composeName, state }: StackSession, claim: Claim): Promise<Guard> {
  try {
    return await startGuard(composeName, NOTHING, state, claim);
  } catch (error) {
    discard(state);
    throw error;
  }
}

/** The name was given to nobody before. */
const NOTHING = { containers: [], networks: [], volumes: [] };

/** As long as other stacks of this kind come and go, so do their networks. */
const ROOM_MS = 10 * 60_000;
const PAUSE_MS = 3_000;

/**
 * An engine has addresses for some thirty networks, unless it is told otherwise. Where others have taken all, this one waits until there
 * are some again, with nothing of its own in their way.
 */
async function upWithRoom(request: UpRequest): Promise<UpResult> {
  const deadline = Date.now() + ROOM_MS;
  for (let isTold = false; ; isTold = true) {
    const result = await up(request);
    if (result.kind !== 'not-healthy' || !isFull(result.broken) || Date.now() > deadline) return result;
    if (!isTold) request.say('the engine has no addresses for one more network, waiting for those of others');
    await removeStack(request.session.composeName, { quietLooks: 1 });
    // Those that wait do not all try again at once.
    await sleep(PAUSE_MS * (1 + Math.random()), undefined, { signal: request.signal });
  }
}

function isFull({ message = '' }: BrokenReport): boolean {
  return /address pools have been fully subnetted|non-overlapping IPv4 address pool/.test(message);
}

function endpointsIn(result: UpResult, session: StackSession, signal: AbortSignal): readonly Endpoint[] {
  switch (result.kind) {
    case 'ready':
      return result.run.endpoints;
    case 'refused':
      throw new UserError(result.problems);
    case 'not-healthy':
      throw new UserError(notWell(result.broken, session));
    case 'interrupted':
      signal.throwIfAborted();
      throw new Error('a start was interrupted by nobody');
    case 'planned':
      throw new Error('a stack that is to be started was planned only');
  }
}

function notWell(broken: BrokenReport, { project, environment, layout }: StackSession): Problem {
  const configuration = environment === undefined ? '' : ` -c ${environment}`;
  return {
    what: ['the services that the suite needs are not well', ...renderBroken(broken)].join('\n'),
    fix: isFull(broken)
      ? 'run fewer at once (--parallel), or give the engine more addresses: default-address-pools in its daemon.json'
      : `look at them by hand: npx nx up ${project}${configuration}`,
    where: { file: layout.main },
  };
}

function closing({ composeName, state }: StackSession, guard: Guard): () => Promise<void> {
  const close = async (): Promise<void> => {
    const left = await removeStack(composeName, { quietLooks: 1 });
    if (left.length > 0) {
      // Its folder stays, by which the next run finds it.
      await guard.rollBack();
      throw new UserError({
        what: `${composeName} could not be removed:\n${left.join('\n')}`,
        fix: 'the next run tries again',
      });
    }
    await guard.done();
    discard(state);
  };
  let closed: Promise<void> | undefined;
  return () => (closed ??= close());
}
