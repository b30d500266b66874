import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { ExecutorContext } from '@nx/devkit';
import { claimStack } from '../guard/claim.js';
import { composeByName } from '../observe/by-name.js';
import { listContainers, listResources } from '../observe/engine.js';
import { runOnStack, type Ended } from '../run-executor.js';
import { isInteractive } from '../terminal/screen.js';
import type { StackOptions, StackSession } from '../session.js';

/** Options of `down` (see schema.json, which describes each). */
export interface DownOptions extends StackOptions {
  readonly volumes?: boolean;
  readonly yes?: boolean;
}

/** Stops and removes what runs under the stack's name. */
export default async function downExecutor(options: DownOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('down', options, context, async (session, signal) => {
    const claim = await claimStack({
      state: session.sharedState,
      command: 'down',
      onWait: console.log.bind(console),
      signal,
    });
    try {
      return await down(session, options, signal);
    } finally {
      await claim.release();
    }
  });
}

async function down(session: StackSession, options: DownOptions, signal: AbortSignal): Promise<number> {
  const { composeName, state } = session;
  const say = console.log.bind(console);
  const [containers, { networks, volumes }] = await Promise.all([
    listContainers(composeName),
    listResources(composeName),
  ]);
  // Also where no volume has a name: those without one go with their containers only when asked.
  const withData = options.volumes === true;
  if (containers.length === 0 && networks.length === 0 && !(withData && volumes.length > 0)) {
    say(`${composeName} is not up`);
    return 0;
  }
  if (withData && volumes.length > 0 && !(await mayRemove(volumes, options))) {
    say('left as it is');
    return 1;
  }
  const running = containers.filter(({ state: status }) => status === 'running').length;
  say(`stopping ${String(running)} of ${String(containers.length)} containers`);
  const args = ['--progress', 'quiet', 'down', '--remove-orphans', ...(withData ? ['--volumes'] : [])];
  const outcome = await composeByName(session, args, { signal });
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
    if (outcome.kind === 'exited') console.error(outcome.stderr);
    return signal.aborted ? 130 : 1;
  }
  rmSync(join(state, 'endpoints.json'), { force: true });
  const kept = volumes.length === 0 || withData ? '' : `; data is kept in ${volumes.join(', ')}`;
  say(`${composeName} is down${kept}`);
  return 0;
}

/** Data is gone for good: on a terminal somebody is asked, elsewhere naming the option is saying so. */
async function mayRemove(volumes: readonly string[], { yes }: DownOptions): Promise<boolean> {
  if (yes === true || !isInteractive() || !process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`remove for good ${volumes.join(', ')}? [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
