import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Socket } from 'node:net';
import type { Options } from 'execa';
import { hasErrorCode } from './files.js';

/** How to run a program. */
export interface RunOptions {
  readonly cwd?: string;
  /** Added to this process's environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Text given on standard input; without it the program reads end-of-file. */
  readonly input?: string;
  /** Called with the program's process id as soon as it has one. */
  readonly onStart?: (pid: number) => void;
  /** Called with every line of standard error as it appears. */
  readonly onStderrLine?: (line: string) => void;
  /** Called with every line of standard output as it appears. */
  readonly onStdoutLine?: (line: string) => void;
  /** `inherit` gives the program our terminal, `lines` its output to the callbacks alone; then nothing is captured. */
  readonly stdio?: 'capture' | 'lines' | 'inherit';
  /** Stops the program: SIGTERM at once, SIGKILL after `killAfterMs`. */
  readonly signal?: AbortSignal;
  readonly killAfterMs?: number;
  /** Ends the program after this many milliseconds. */
  readonly timeoutMs?: number;
  /**
   * `group` ends with the program all that it started, as a test runner that is killed would leave its tests running; it gets a process
   * group of its own, so a terminal's Ctrl-C reaches it by way of `signal` only.
   */
  readonly ends?: 'program' | 'group';
}

/** How a program ended. */
export type RunOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'killed'; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'timed-out'; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'not-found'; readonly program: string };

/** SIGTERM first; what has not ended after this long gets SIGKILL. */
const KILL_AFTER_MS = 10_000;

/**
 * Runs a program with an argument array, never through a shell. It is ended when this process ends, and receives our SIGINT and
 * SIGTERM by way of `signal`. A non-zero exit is an outcome, not an error.
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunOutcome> {
  // A hundred modules, which whoever only asks about a checkout need not wait for.
  const { execa } = await import('execa');
  const subprocess = execa(program, args, toExecaOptions(options));
  if (subprocess.pid !== undefined) options.onStart?.(subprocess.pid);
  const group =
    options.ends === 'group' && subprocess.pid !== undefined ? watchGroup(subprocess.pid, options) : undefined;
  const reading = [
    readLines(
      subprocess.stderr === null ? undefined : () => subprocess.iterable({ from: 'stderr' }),
      options.onStderrLine,
    ),
    readLines(
      subprocess.stdout === null ? undefined : () => subprocess.iterable({ from: 'stdout' }),
      options.onStdoutLine,
    ),
  ];
  const [result] = await Promise.all([subprocess, ...reading]).finally(() => group?.release());
  const stdout = textOf(result.stdout);
  const stderr = textOf(result.stderr);
  if (group?.timedOut() === true) return { kind: 'timed-out', stdout, stderr };
  if (result.exitCode !== undefined) return { kind: 'exited', exitCode: result.exitCode, stdout, stderr };
  if (result.timedOut) return { kind: 'timed-out', stdout, stderr };
  if (result.signal !== undefined) return { kind: 'killed', signal: result.signal, stdout, stderr };
  if (result.code === 'ENOENT') return { kind: 'not-found', program };
  throw new Error(`${program} could not be started`, { cause: result.cause });
}

function toExecaOptions(options: RunOptions): Options & { reject: false } {
  return {
    reject: false,
    // What follows a log for days must not keep all of it.
    buffer: options.stdio !== 'lines',
    stripFinalNewline: true,
    forceKillAfterDelay: options.killAfterMs ?? KILL_AFTER_MS,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.input === undefined
      ? { stdin: options.stdio === 'inherit' ? 'inherit' : 'ignore' }
      : { input: options.input }),
    ...(options.stdio === 'inherit' ? { stdout: 'inherit', stderr: 'inherit' } : {}),
    ...(options.ends === 'group'
      ? { detached: true }
      : {
          ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
          ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
        }),
  };
}

/** Ends a whole process group on time, on an abort, and together with this process. */
function watchGroup(
  pid: number,
  { signal, timeoutMs, killAfterMs }: RunOptions,
): { readonly release: () => void; readonly timedOut: () => boolean } {
  let late = false;
  let forced: NodeJS.Timeout | undefined;
  const end = (): void => {
    endGroup(pid, 'SIGTERM');
    forced ??= setTimeout(() => {
      endGroup(pid, 'SIGKILL');
    }, killAfterMs ?? KILL_AFTER_MS);
  };
  const kill = (): void => {
    endGroup(pid, 'SIGKILL');
  };
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          end();
        }, timeoutMs);
  signal?.addEventListener('abort', end, { once: true });
  if (signal?.aborted === true) end();
  process.once('exit', kill);
  return {
    release: () => {
      clearTimeout(timer);
      clearTimeout(forced);
      signal?.removeEventListener('abort', end);
      process.off('exit', kill);
      // What the program left behind goes with it.
      endGroup(pid, 'SIGKILL');
    },
    timedOut: () => late,
  };
}

function endGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody is left in it.
    if (!hasErrorCode(error, 'ESRCH')) throw error;
  }
}

/** The descriptor by which a program that outlives us knows that we live. */
export const LIFELINE = 3;

/** A program that lives on when this process ends. */
export interface Outliving {
  /** Writes a line to its descriptor 3. */
  readonly tell: (line: string) => void;
  /** Lets this process end although the program runs. */
  readonly leave: () => void;
}

/**
 * Starts a program that outlives this process however that ends, in a session of its own, so that no signal of a terminal reaches it.
 * With `pipe` its descriptor 3 ends when this process does; with `inherit` it has ours. Not its standard input: Node closes that as soon
 * as the child ends, and a grandchild may read on.
 * @param outputFile absolute path of the file that its output is added to
 */
export function startOutliving(
  program: string,
  args: readonly string[],
  { lifeline, outputFile }: { readonly lifeline: 'pipe' | 'inherit'; readonly outputFile: string },
): Outliving {
  mkdirSync(dirname(outputFile), { recursive: true });
  const output = openSync(outputFile, 'a');
  // Not by execa, which ends what it starts together with this process.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', output, output, lifeline === 'pipe' ? 'pipe' : LIFELINE],
  });
  closeSync(output);
  // A program that is gone by now reads nothing, and what it was for is told by what it left undone.
  child.on('error', () => undefined);
  const pipe = child.stdio[LIFELINE];
  const socket = pipe instanceof Socket ? pipe : undefined;
  socket?.on('error', () => undefined);
  return {
    tell: (line) => socket?.write(`${line}\n`),
    leave: () => {
      child.unref();
      socket?.unref();
    },
  };
}

async function readLines(
  open: (() => AsyncIterable<unknown>) | undefined,
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  if (open === undefined || onLine === undefined) return;
  for await (const line of open()) onLine(String(line));
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : '';
}
