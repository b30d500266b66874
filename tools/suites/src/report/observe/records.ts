import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@slipway/kit';
import { parseRecord, RECORD_FILE, resultsFolder } from '../../results/record.js';
import type { LeftOut } from '../model.js';
import type { FoundRecord } from '../observed.js';
import { readText } from './read-text.js';

const RESULTS = '.slipway/results';

/** Reads every record of the workspace. One that is torn, of another form or in the wrong place is told as such, and hides none of the others. */
export function readRecords(workspaceRoot: string): {
  readonly records: readonly FoundRecord[];
  readonly unreadable: readonly LeftOut[];
} {
  const records: FoundRecord[] = [];
  const unreadable: LeftOut[] = [];
  for (const path of findRecords(workspaceRoot, RESULTS)) {
    const read = readText(join(workspaceRoot, path));
    if (read.kind === 'missing') continue;
    const record = read.kind === 'text' ? parseRecord(read.text) : read;
    if ('problem' in record) {
      unreadable.push({ path, problem: record.problem });
      continue;
    }
    const place = `${resultsFolder(record.root, record.suite)}/${RECORD_FILE}`;
    if (place === path) records.push({ path, record });
    else
      unreadable.push({
        path,
        problem: `it is the record of ${record.project} ${record.suite}, whose place is ${place}`,
      });
  }
  return { records, unreadable };
}

function findRecords(workspaceRoot: string, folder: string): readonly string[] {
  return entriesOf(join(workspaceRoot, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return findRecords(workspaceRoot, path);
    return entry.name === RECORD_FILE ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
