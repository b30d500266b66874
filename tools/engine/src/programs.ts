import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '@slipway/kit';
import { run, type RunOptions, type RunOutcome } from '@slipway/kit/process';

/** Enough of a failed program's last words to see why, and to fit on a screen. */
const LAST_LINES = 15;

/** System programs live there too, and not every root has these on PATH. */
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The last lines of a text that are not empty, indented to stand under a sentence. */
export function lastLines(text: string, count = LAST_LINES): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-count)
    .map((line) => `  ${line.trimEnd()}`)
    .join('\n');
}

/**
 * Runs a program that must succeed and gives its standard output.
 * @param doing what it is for, as the subject of an error: `installing docker.io`
 * @throws UserError with the program's last lines, or the signal's reason where it was stopped
 */
export async function runOrFail(
  doing: string,
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  options.signal?.throwIfAborted();
  return succeed(doing, program, await run(program, args, options), options.signal);
}

/** The standard output of a program that has ended well; every other ending is told. */
export function succeed(doing: string, program: string, outcome: RunOutcome, signal?: AbortSignal): string {
  signal?.throwIfAborted();
  switch (outcome.kind) {
    case 'exited': {
      if (outcome.exitCode === 0) return outcome.stdout;
      const words = lastLines(outcome.stderr === '' ? outcome.stdout : outcome.stderr);
      throw new UserError({ what: `${doing} failed: ${program} ended with ${String(outcome.exitCode)}\n${words}` });
    }
    case 'killed':
      throw new UserError({ what: `${doing} failed: ${program} was ended by ${outcome.signal}` });
    case 'timed-out':
      throw new UserError({ what: `${doing} failed: ${program} took too long` });
    case 'not-found':
      throw new UserError({
        what: `${doing} needs ${outcome.program}, which is not on PATH`,
        fix: `install ${outcome.program}`,
      });
  }
}

/** Path of a program, or `undefined` where it is not installed. */
export function findProgram(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
