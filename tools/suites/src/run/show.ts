import type { RunRecord } from '../results/record.js';

/** More than this of a suite's output is not passed on: whoever prints 100 MB is not read, and every cache would keep it. */
const MOST_SHOWN = 10_000_000;
const LONGEST_LINE = 20_000;

/** Passes lines on until there are too many of them. */
export function boundedWriter(write: (text: string) => void): (line: string) => void {
  let left = MOST_SHOWN;
  return (line) => {
    if (left <= 0) return;
    const shown =
      line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} … (${String(line.length)} characters)` : line;
    left -= shown.length;
    write(`${shown}\n`);
    if (left <= 0) write(`… it printed more than ${String(MOST_SHOWN / 1e6)} MB; the rest is not shown\n`);
  };
}

/** One line that says how a suite ended: `core test: 47 passed, 25 skipped in 7.1 s`. */
export function closingLine({ project, suite, outcome, reason, tests, durationMs }: RunRecord): string {
  const counted = (['passed', 'failed', 'errored', 'skipped'] as const).flatMap((kind) => {
    const count = tests.filter((test) => test.outcome === kind).length;
    return count === 0 ? [] : [`${String(count)} ${kind}`];
  });
  const said = [
    ...(outcome === 'passed' && counted.length > 0 ? [] : [outcome]),
    ...counted,
    ...(reason === undefined || (outcome === 'failed' && counted.length > 0) ? [] : [reason]),
  ];
  return `${project} ${suite}: ${said.join(', ')} in ${(durationMs / 1000).toFixed(1)} s`;
}
