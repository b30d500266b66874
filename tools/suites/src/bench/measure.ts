import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { UserError } from '@slipway/kit';
import { run } from '@slipway/kit/process';
import type { Benchmark } from '../results/record.js';
import { Tail } from '../results/text.js';
import type { RunPlan } from '../run/plan.js';
import { collectBenchmarks } from './collect.js';
import { GoBenchReader } from './formats/go-bench.js';

/** One side of a comparison. */
export interface Side {
  /** What to run for so many samples of each benchmark, where the tool lets itself be told. */
  readonly plan: (samples: number) => RunPlan;
  /** For whoever is told that something is wrong with it: `the baseline`. */
  readonly name: string;
  readonly install: string | undefined;
}

/**
 * Runs the benchmarks of one side once, in silence.
 * @returns what was measured; nothing where the command ended well and left no benchmark
 * @throws UserError where the command did not end well, with the end of what it printed
 */
export async function measure(
  { plan: planFor, name, install }: Side,
  samples: number,
  signal: AbortSignal,
): Promise<readonly Benchmark[]> {
  const plan = planFor(samples);
  rmSync(plan.folder, { recursive: true, force: true });
  mkdirSync(plan.folder, { recursive: true });
  for (const { path, text } of plan.writes) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const printed = new GoBenchReader();
  const tail = new Tail(4000);
  const startedAt = new Date();
  const outcome = await run(plan.program, plan.args, {
    cwd: plan.cwd,
    env: { ...plan.env },
    stdio: 'lines',
    ends: 'group',
    signal,
    ...(plan.timeoutMs === undefined ? {} : { timeoutMs: plan.timeoutMs }),
    onStdoutLine: (line) => {
      if (plan.stdout === 'go-bench') printed.take(line);
      tail.add(`${line}\n`);
    },
    onStderrLine: (line) => {
      tail.add(`${line}\n`);
    },
  });
  if (signal.aborted) throw new UserError({ what: 'interrupted' });
  if (outcome.kind === 'not-found')
    throw new UserError({
      what: `the benchmarks need the program "${plan.program}", which is not on PATH`,
      fix: install === undefined ? 'install it' : `install it: ${install}`,
    });
  const { benchmarks, problems } = collectBenchmarks({
    expected: plan.expected,
    ...(plan.stdout === undefined ? {} : { stdout: plan.stdout }),
    printed: printed.benchmarks(),
    startedAt,
    toWorkspace: (path) => relative(plan.cwd, path),
  });
  if (outcome.kind === 'exited' && outcome.exitCode === 0) {
    if (benchmarks.length === 0 || problems.length === 0) return benchmarks;
    throw new UserError({ what: `the benchmarks of ${name} are not whole: ${problems.join('; ')}` });
  }
  const how =
    outcome.kind === 'exited'
      ? `exit code ${String(outcome.exitCode)}`
      : outcome.kind === 'killed'
        ? outcome.signal
        : 'the timeout of its target';
  throw new UserError({ what: `the benchmarks of ${name} did not run through (${how}): ${plan.shown}\n${tail.text}` });
}
