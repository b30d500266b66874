import { createInterface } from 'node:readline/promises';
import type { ExecutorContext } from '@nx/devkit';
import { observe } from '@slipway/images';
import { docker } from '@slipway/images/docker';
import { UserError } from '@slipway/kit';
import { join } from 'node:path';
import { checkServices } from '../observe/by-name.js';
import { listContainers, type Container } from '../observe/engine.js';
import { runOnStack, type Ended } from '../run-executor.js';
import type { StackOptions, StackSession } from '../session.js';
import { chooseToolbox, debugArguments, SHELLS } from './plan.js';

/** Options of `shell` (see schema.json, which describes each). */
export interface ShellOptions extends StackOptions {
  readonly service?: string;
  readonly command?: readonly string[];
  readonly debug?: boolean;
}

/** Opens a shell in a service's container; where its image has none, offers one beside it. */
export default async function shellExecutor(options: ShellOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('shell', options, context, async (session) => {
    const containers = (await listContainers(session.composeName)).filter(({ oneOff }) => !oneOff);
    const container = chooseContainer(options, session, containers);
    const terminal = process.stdin.isTTY && process.stdout.isTTY;
    const command = options.command ?? [];
    if (command.length > 0) return await open(['exec', terminal ? '-it' : '-i', container.id, ...command]);
    const shell = options.debug === true ? undefined : await findShell(container.id);
    if (shell !== undefined) return await open(['exec', terminal ? '-it' : '-i', container.id, shell]);
    return await openBeside(container, options, session, terminal);
  });
}

function chooseContainer(
  { service: wanted }: ShellOptions,
  session: StackSession,
  containers: readonly Container[],
): Container {
  const running = containers.filter(({ state }) => state === 'running');
  const names = [...new Set(running.flatMap(({ service: name }) => name ?? []))].sort();
  if (wanted === undefined) {
    throw new UserError({
      what: 'a shell in which service?',
      fix:
        names.length === 0
          ? `${session.composeName} is not up: npx nx up ${session.project}`
          : `npx nx shell ${session.project} --service=NAME, where NAME is one of ${names.join(', ')}`,
    });
  }
  checkServices([wanted], session, containers);
  const container = running.find(({ service: name }) => name === wanted);
  if (container !== undefined) return container;
  throw new UserError({
    what: `${wanted} does not run`,
    fix: `npx nx up ${session.project} --services=${wanted}; npx nx logs ${session.project} --services=${wanted} tells what it wrote last`,
  });
}

/** The first shell that is in the container. It is looked for by starting it, since an image without a shell has no `which` either. */
async function findShell(id: string): Promise<string | undefined> {
  for (const shell of SHELLS) {
    const outcome = await docker(['exec', id, shell, '-c', ':']);
    if (outcome.kind === 'exited' && outcome.exitCode === 0) return shell;
  }
  return undefined;
}

async function open(args: readonly string[]): Promise<number> {
  const outcome = await docker(args, { stdio: 'inherit' });
  return outcome.kind === 'exited' ? outcome.exitCode : 130;
}

async function openBeside(
  container: Container,
  { debug }: ShellOptions,
  session: StackSession,
  isTerminal: boolean,
): Promise<number> {
  const { images } = await observe(join(session.workspaceRoot, '.slipway'));
  const toolbox = chooseToolbox(Object.keys(images));
  if (debug !== true) console.log(`the image of ${container.service ?? container.name} has no shell`);
  if (toolbox === undefined) {
    throw new UserError({
      what: 'no image with a shell is on the engine, to open one beside it',
      fix: `docker pull busybox, then npx nx shell ${session.project} --service=${container.service ?? ''}`,
    });
  }
  const args = debugArguments(container.name, toolbox, isTerminal);
  if (debug !== true && !(isTerminal && (await ask(`open one beside it, of ${toolbox}? [Y/n] `)))) {
    console.log(`one beside it, of ${toolbox}, sees the same processes and network, and its files in /proc/1/root:`);
    console.log(`  docker ${args.join(' ')}`);
    console.log(`  or: npx nx shell ${session.project} --service=${container.service ?? ''} --debug`);
    return 1;
  }
  console.log('same processes and network; the files of the service are in /proc/1/root');
  return await open(args);
}

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return !/^n/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}
