import { join } from 'node:path';
import { readIfPresent, writeAtomically } from '@slipway/kit';
import { resultsFolder, type RunRecord } from '../../results/record.js';
import { addRun, formatHistory, parseHistory, toEntry, type HistoryEntry } from '../history.js';

/** What is remembered of the suites of these records. */
export function readHistory(workspaceRoot: string, records: readonly RunRecord[]): readonly HistoryEntry[] {
  return records.flatMap((record) => parseHistory(readIfPresent(historyFile(workspaceRoot, record)) ?? ''));
}

/** Adds these runs to what is remembered. What two reports write at once is that of one of them, and whole. */
export function remember(workspaceRoot: string, records: readonly RunRecord[]): void {
  for (const record of records) {
    const file = historyFile(workspaceRoot, record);
    const before = readIfPresent(file) ?? '';
    const after = formatHistory(addRun(parseHistory(before), toEntry(record)));
    if (after !== before) writeAtomically(file, after);
  }
}

/** Beside the results, which are made anew at each run and come out of caches. */
function historyFile(workspaceRoot: string, { root, suite }: RunRecord): string {
  return join(workspaceRoot, `${resultsFolder(root, suite).replace('.slipway/results/', '.slipway/history/')}.jsonl`);
}
