import { getWorstTestStepResult, TestStepResultStatus, type Envelope, type TestStepResult } from '@cucumber/messages';
import { isRecord } from '@slipway/kit';

/** How many scenarios ended how; the rows of an outline count each. Ambiguous ones have failed. */
export interface ScenarioCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  readonly undefined: number;
}

/** Counts scenarios by the last attempt of each. One without steps is undefined: nobody has said yet what it is. */
export function countScenarios(envelopes: readonly Envelope[]): ScenarioCounts {
  const results = new Map<string, TestStepResult[]>();
  const counts = { passed: 0, failed: 0, skipped: 0, pending: 0, undefined: 0 };
  for (const { testStepFinished, testCaseFinished } of envelopes) {
    if (testStepFinished !== undefined) {
      const { testCaseStartedId: id, testStepResult } = testStepFinished;
      results.set(id, [...(results.get(id) ?? []), testStepResult]);
    }
    if (testCaseFinished?.willBeRetried === false)
      counts[outcomeOf(results.get(testCaseFinished.testCaseStartedId) ?? [])]++;
  }
  return counts;
}

function outcomeOf(results: readonly TestStepResult[]): keyof ScenarioCounts {
  const { status } = getWorstTestStepResult(results);
  switch (status) {
    case TestStepResultStatus.PASSED:
      return 'passed';
    case TestStepResultStatus.SKIPPED:
      return 'skipped';
    case TestStepResultStatus.PENDING:
      return 'pending';
    case TestStepResultStatus.UNDEFINED:
    case TestStepResultStatus.UNKNOWN:
      return 'undefined';
    case TestStepResultStatus.FAILED:
    case TestStepResultStatus.AMBIGUOUS:
      return 'failed';
    default:
      // A status that a later version of Messages may add; nothing that we do not understand has passed.
      return 'failed';
  }
}

/** Reads Messages, one a line. */
export function parseMessages(ndjson: string): {
  readonly envelopes: readonly Envelope[];
  readonly problems: readonly string[];
} {
  const envelopes: Envelope[] = [];
  const problems: string[] = [];
  for (const [index, line] of ndjson.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (isRecord(value)) envelopes.push(value);
      else problems.push(`line ${String(index + 1)}: ${line.slice(0, 80)} is no message`);
    } catch {
      problems.push(`line ${String(index + 1)}: it ends in the middle of a message, or is none: ${line.slice(0, 80)}`);
    }
  }
  if (envelopes.length > 0 && !envelopes.some(({ testRunFinished }) => testRunFinished !== undefined))
    problems.push('the run was not finished');
  return { envelopes, problems };
}

/** Writes Messages, one a line. */
export function formatMessages(envelopes: readonly Envelope[]): string {
  return envelopes.map((envelope) => `${JSON.stringify(envelope)}\n`).join('');
}

/** How the names in a message change. */
export interface Renaming {
  readonly id: (id: string) => string;
  readonly uri: (uri: string) => string;
}

/** Gives every id in a message, and every path, another name: ids that two streams have in common lose scenarios without a word. */
export function rename(envelope: Envelope, renaming: Renaming): Envelope {
  // What goes in as a message comes out as one of the same shape.
  return renameIn(envelope, '', renaming) as Envelope;
}

function renameIn(value: unknown, key: string, renaming: Renaming): unknown {
  if (Array.isArray(value)) return value.map((inner: unknown) => renameIn(inner, key, renaming));
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, renameIn(inner, name, renaming)]));
  if (typeof value !== 'string') return value;
  if (key === 'uri') return renaming.uri(value);
  return key === 'id' || /Ids?$/.test(key) ? renaming.id(value) : value;
}
