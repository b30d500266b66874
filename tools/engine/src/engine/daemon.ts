import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '@slipway/kit';
import { lastLines } from '../programs.js';

/** How to start an engine that outlives this process, and how to know that it is up. */
export interface DaemonOptions {
  readonly program: string;
  readonly args?: readonly string[];
  /** Standard output and error are appended here. */
  readonly log: string;
  /** Asks once whether the engine answers. */
  readonly answers: () => Promise<boolean>;
  readonly timeoutMs: number;
  readonly pollMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Starts the engine in a session of its own and returns when it answers. Where it ends, takes too long or the signal comes first,
 * nothing of it is left running.
 * @throws UserError with the last lines of its log
 */
export async function startDaemon(options: DaemonOptions): Promise<void> {
  options.signal?.throwIfAborted();
  const logStart = sizeOf(options.log);
  const log = openSync(options.log, 'a');
  const child = spawn(options.program, options.args ?? [], { detached: true, cwd: '/', stdio: ['ignore', log, log] });
  closeSync(log);
  const ended = once(child, 'exit').then(([code, signal]) => `ended with ${String(code ?? signal)}`);
  // Whichever way the wait ends, a daemon that cannot be started is told there.
  ended.catch(() => undefined);
  try {
    const failure = await waitUntilUp(options, ended);
    if (failure !== undefined) throw describeFailure(options, failure, logStart);
  } catch (error) {
    child.kill('SIGTERM');
    throw error;
  }
  child.unref();
}

async function waitUntilUp(options: DaemonOptions, ended: Promise<string>): Promise<string | undefined> {
  const deadline = Date.now() + options.timeoutMs;
  while (Date.now() < deadline) {
    options.signal?.throwIfAborted();
    if (await options.answers()) return undefined;
    const word = await Promise.race([ended.catch(String), sleep(options.pollMs ?? 100)]);
    if (word === undefined) continue;
    // Another one may have been started at the same moment; then this one had to end, and all is well.
    return (await options.answers()) ? undefined : word;
  }
  return `does not answer after ${String(options.timeoutMs / 1000)} s`;
}

function describeFailure({ program, log }: DaemonOptions, failure: string, logStart: number): UserError {
  const words = lastLines(readFileSync(log).subarray(logStart).toString('utf8'));
  return new UserError({
    what: `${program} ${failure}${words === '' ? '' : `; its last words:\n${words}`}`,
    fix: `the whole log is ${log}`,
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
