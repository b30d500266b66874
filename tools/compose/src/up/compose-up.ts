import { docker } from '@slipway/images/docker';
import { composeArguments, composeFolder, type ComposeScope } from '../observe/compose.js';
import type { StackSession } from '../session.js';
import type { ComposeState } from '../wait/verdict.js';

/** `docker compose up` while it runs. */
export interface ComposeUp {
  readonly state: () => ComposeState;
  /** Resolves when it has ended, whatever came of it. */
  readonly ended: Promise<void>;
}

/** What to start. */
export interface ComposeUpRequest extends ComposeScope {
  readonly services: readonly string[];
  readonly signal: AbortSignal;
  readonly onStart: (pid: number) => void;
}

/** Starts services in the background. Images are there by now; compose builds nothing. */
export function startCompose(session: StackSession, request: ComposeUpRequest): ComposeUp {
  const { services, signal, onStart } = request;
  let state: ComposeState = { kind: 'running' };
  const args = [...composeArguments(session, request), '--progress', 'quiet'];
  const ended = docker([...args, 'up', '--detach', '--no-build', '--quiet-pull', ...services], {
    cwd: composeFolder(session),
    env: session.env,
    signal,
    onStart,
  }).then(
    (outcome) => {
      state =
        outcome.kind === 'exited' && outcome.exitCode === 0
          ? { kind: 'done' }
          : { kind: 'failed', message: outcome.kind === 'exited' ? lastWords(outcome.stderr) : outcome.kind };
    },
    (error: unknown) => {
      state = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    },
  );
  return { state: () => state, ended };
}

/** What compose said last, without its warnings. */
function lastWords(said: string): string {
  const lines = said.split('\n').filter((line) => line.trim() !== '' && !/level=(?:warning|info)/.test(line));
  return lines
    .slice(-3)
    .join('\n')
    .replace(/^Error response from daemon: /, '');
}
