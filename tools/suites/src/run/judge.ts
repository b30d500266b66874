import type { RunOutcome as ProcessOutcome } from '@slipway/kit/process';
import type { RunOutcome, TestCase } from '../results/record.js';

/** How a run of a suite ended, and why if it did not pass. */
export interface Verdict {
  readonly outcome: RunOutcome;
  readonly reason?: string;
}

/** What a run is judged by. */
export interface Evidence {
  /** Without what it printed. */
  readonly process: Pick<Exclude<ProcessOutcome, { kind: 'not-found' }>, 'kind'> & {
    readonly exitCode?: number;
    readonly signal?: string;
  };
  readonly interrupted: boolean;
  readonly timeoutMs: number | undefined;
  readonly tests: readonly TestCase[];
  /** What is wrong with its results. */
  readonly problems: readonly string[];
}

/** Tells a suite that found something from one that broke: the exit code alone says neither. */
export function judge({ process, interrupted, timeoutMs, tests, problems }: Evidence): Verdict {
  if (interrupted) return { outcome: 'interrupted', reason: 'it was interrupted' };
  if (process.kind === 'timed-out') {
    return {
      outcome: 'timed-out',
      reason: `it was ended after ${String((timeoutMs ?? 0) / 1000)} s, the timeout of the target`,
    };
  }
  if (process.kind === 'killed')
    return { outcome: 'broken', reason: `its runner was ended by ${process.signal ?? 'a signal'}` };
  const bad = tests.filter(({ outcome }) => outcome === 'failed' || outcome === 'errored').length;
  const code = String(process.exitCode);
  if (bad > 0) return { outcome: 'failed', reason: `${String(bad)} of ${String(tests.length)} tests did not pass` };
  const [problem] = problems;
  if (problem !== undefined)
    return { outcome: 'broken', reason: process.exitCode === 0 ? problem : `${problem} (exit code ${code})` };
  if (process.exitCode === 0) return { outcome: 'passed' };
  return tests.length > 0
    ? {
        outcome: 'broken',
        reason: `its runner ended with exit code ${code}, although no test failed`,
      }
    : { outcome: 'failed', reason: `exit code ${code}` };
}
