import { byCodeUnit, sha256 } from '@slipway/kit';
import { z } from 'zod';
import { runOutcomes, suiteKinds, type RunRecord, type TestCase } from '../results/record.js';

/** Most runs of a suite that are remembered. */
export const KEPT_RUNS = 50;

/** Characters of a test's id: at 5,000 tests the odds of two alike are one in twenty million. */
const ID_LENGTH = 12;

const historyEntry = z.object({
  format: z.literal(1),
  project: z.string(),
  suite: z.enum(suiteKinds),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  outcome: z.enum(runOutcomes),
  /** Names what the suite read; equal where two runs had the same sources. */
  sources: z.string().optional(),
  /** Ids of the tests that passed, one after the other; those that failed or broke. */
  passed: z.string(),
  failed: z.string(),
});
/** What is remembered of a run: small, since there are many. */
export type HistoryEntry = z.infer<typeof historyEntry>;

/** The id of a test in its suite. */
export function testId({ group, name }: Pick<TestCase, 'group' | 'name'>): string {
  return sha256(`${group}\0${name}`).slice(0, ID_LENGTH);
}

/** What to remember of a record. */
export function toEntry(record: RunRecord & { readonly sources?: string | undefined }): HistoryEntry {
  const ids = (...outcomes: readonly string[]): string =>
    record.tests
      .filter(({ outcome }) => outcomes.includes(outcome))
      .map(testId)
      .join('');
  return {
    format: 1,
    project: record.project,
    suite: record.suite,
    startedAt: record.startedAt,
    durationMs: record.durationMs,
    outcome: record.outcome,
    ...(record.sources === undefined ? {} : { sources: record.sources }),
    passed: ids('passed'),
    failed: ids('failed', 'errored'),
  };
}

/** The ids in one field of an entry. */
export function idsOf(field: string): ReadonlySet<string> {
  return new Set(field.match(new RegExp(`.{${String(ID_LENGTH)}}`, 'g')));
}

/** Reads a history, one entry a line. A line that is none, say the half of one, is passed over: a trend can do without it. */
export function parseHistory(text: string): HistoryEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const parsed = historyEntry.safeParse(JSON.parse(line));
      return parsed.success ? [parsed.data] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  });
}

/** A history as its file holds it. */
export function formatHistory(entries: readonly HistoryEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** The runs of a suite with one more, oldest first, each once, no more than are kept. */
export function addRun(entries: readonly HistoryEntry[], run: HistoryEntry): readonly HistoryEntry[] {
  const byStart = new Map([...entries, run].map((entry) => [entry.startedAt, entry]));
  return [...byStart.values()].sort((a, b) => byCodeUnit(a.startedAt, b.startedAt)).slice(-KEPT_RUNS);
}
