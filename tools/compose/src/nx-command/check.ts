import type { ExecutorContext } from '@nx/devkit';
import { readIfPresent, UserError } from '@slipway/kit';
import { run } from '@slipway/kit/process';
import { didYouMean } from '../closest.js';
import { askedConfiguration } from './words.js';

/** Nx stands at most this far above an executor. */
const ANCESTORS = 4;

/**
 * Nx takes the default for a configuration that a target does not have, without a word. A stack in another environment than the one asked
 * for is no small thing, so what was asked for is looked up in the command itself.
 * @throws UserError for a configuration that the target does not have
 */
export async function checkConfiguration(context: ExecutorContext): Promise<void> {
  const { projectName: project, targetName: target } = context;
  if (project === undefined || target === undefined) return;
  const known = Object.keys(context.projectsConfigurations.projects[project]?.targets?.[target]?.configurations ?? {});
  for await (const words of ancestors()) {
    const asked = askedConfiguration(words, project, target);
    if (asked === undefined) continue;
    if (known.includes(asked)) return;
    throw new UserError({ what: `${project} has no environment "${asked}"`, fix: didYouMean(asked, known) });
  }
}

/** The words of the processes above this one, the nearest first. */
async function* ancestors(): AsyncGenerator<readonly string[]> {
  let pid = process.ppid;
  for (let up = 0; up < ANCESTORS && pid > 1; up += 1) {
    const found = readFromProc(pid) ?? (await askPs(pid));
    if (found === undefined) return;
    yield found.words;
    pid = found.parent;
  }
}

interface ProcessWords {
  readonly words: readonly string[];
  readonly parent: number;
}

function readFromProc(pid: number): ProcessWords | undefined {
  const words = readIfPresent(`/proc/${String(pid)}/cmdline`);
  const stat = readIfPresent(`/proc/${String(pid)}/stat`);
  // The second field is a program's name in brackets, which may hold anything.
  const parent = /\) \S (\d+)/.exec(stat?.slice(stat.lastIndexOf(')')) ?? '')?.[1];
  return words === undefined || parent === undefined ? undefined : { words: words.split('\0'), parent: Number(parent) };
}

async function askPs(pid: number): Promise<ProcessWords | undefined> {
  if (process.platform === 'win32') return undefined;
  const outcome = await run('ps', ['-o', 'ppid=,command=', '-p', String(pid)]);
  const match = outcome.kind === 'exited' ? /^\s*(\d+)\s+(.*)$/.exec(outcome.stdout) : null;
  return match === null ? undefined : { parent: Number(match[1]), words: (match[2] ?? '').split(/\s+/) };
}
