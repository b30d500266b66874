import type { RunRecord, TestCase } from '../results/record.js';
import { idsOf, testId, type HistoryEntry } from './history.js';
import type { Failure } from './model.js';
import { bound, boundName, MOST } from './text.js';

/** Characters of messages and outputs in one report; behind it only messages stay, and short. A page of 5,000 failures has to open too. */
const MOST_OF_ALL = 4_000_000;
const SHORT_MESSAGE = 200;

/** A record with where it was found and the runs of its suite, oldest first, it being the last. */
export interface RecordWithRuns {
  readonly record: RunRecord;
  readonly path: string;
  readonly runs: readonly HistoryEntry[];
}

/** Shortens texts, the more the more there was already. */
class Purse {
  #left = MOST_OF_ALL;

  take(message: string | undefined, output: string | undefined): Pick<Failure, 'message' | 'output' | 'shortened'> {
    const said = message === undefined ? undefined : bound(message, this.#left > 0 ? MOST.message : SHORT_MESSAGE);
    const printed = output === undefined || this.#left <= 0 ? undefined : bound(output, MOST.output);
    this.#left -= (said?.text.length ?? 0) + (printed?.text.length ?? 0);
    return {
      ...(said === undefined || said.text === '' ? {} : { message: said.text }),
      ...(printed === undefined || printed.text === '' ? {} : { output: printed.text }),
      shortened:
        said?.shortened === true || printed?.shortened === true || (output !== undefined && printed === undefined),
    };
  }
}

/** All that did not pass, in the order of the records; what concerns a whole suite before its tests. */
export function findFailures(records: readonly RecordWithRuns[]): readonly Failure[] {
  const purse = new Purse();
  return records.flatMap((entry) => [...suiteFailure(entry, purse), ...testFailures(entry, purse)]);
}

function isFailed({ outcome }: TestCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

/** Where tests failed and nothing else happened, they speak for their suite. */
function suiteFailure({ record, path, runs }: RecordWithRuns, purse: Purse): readonly Failure[] {
  const { outcome } = record;
  if (outcome === 'passed' || (outcome === 'failed' && record.tests.some(isFailed))) return [];
  return [
    {
      project: record.project,
      toolchain: record.toolchain,
      suite: record.suite,
      kind: 'suite',
      group: '',
      name: boundName(record.command),
      outcome,
      ...purse.take(record.reason, record.output),
      record: path,
      runs: atTheEnd(runs, (run) => run.outcome !== 'passed'),
    },
  ];
}

function testFailures({ record, path, runs }: RecordWithRuns, purse: Purse): readonly Failure[] {
  const failed = runs.map((run) => idsOf(run.failed));
  return record.tests.flatMap((test): readonly Failure[] => {
    const { outcome } = test;
    if (outcome !== 'failed' && outcome !== 'errored') return [];
    const id = testId(test);
    return [
      {
        project: record.project,
        toolchain: record.toolchain,
        suite: record.suite,
        kind: 'test',
        group: boundName(test.group),
        name: boundName(test.name),
        outcome,
        ...(test.file === undefined ? {} : { file: boundName(test.file) }),
        ...(test.line === undefined ? {} : { line: test.line }),
        ...purse.take(test.message, test.output),
        record: path,
        runs: atTheEnd(failed, (ids) => ids.has(id)),
      },
    ];
  });
}

function atTheEnd<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const last = list.findLastIndex((item) => !holds(item));
  return Math.max(1, list.length - 1 - last);
}
