import { readFileSync, statSync } from 'node:fs';
import { isMissing } from '@slipway/kit';
import type { ResultFormat } from '@slipway/toolchains';
import { parseJunit } from './junit.js';
import type { TestCase } from './record.js';

/** Larger files are not read: no list of tests is that long. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Text of a result file, or what is wrong with it. */
export type ReadResult =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly problem: string };

/** Reads a result file; bytes that are no UTF-8 become replacement characters. @param path absolute */
export function readResult(path: string): ReadResult {
  try {
    const { size } = statSync(path);
    if (size > MOST_BYTES) return { kind: 'unreadable', problem: `it has ${String(size)} bytes` };
    return { kind: 'text', text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    return { kind: 'unreadable', problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What result files tell of tests. */
export interface Collected {
  readonly tests: readonly TestCase[];
  /** What should be there and is not, or is not what it should be; each a sentence. */
  readonly problems: readonly string[];
}

/** The tests in the files that a command was to leave; formats that tell of no tests are passed over. */
export function collectTests(
  files: readonly { readonly format: ResultFormat; readonly path: string }[],
  toWorkspace: (path: string) => string,
): Collected {
  const tests: TestCase[] = [];
  const problems: string[] = [];
  for (const { path } of files.filter(({ format }) => format === 'junit')) {
    const read = readResult(path);
    switch (read.kind) {
      case 'missing':
        problems.push(`it wrote no results to ${toWorkspace(path)}`);
        break;
      case 'unreadable':
        problems.push(`its results in ${toWorkspace(path)} cannot be read: ${read.problem}`);
        break;
      case 'text': {
        const parsed = parseJunit(read.text, toWorkspace);
        if (parsed.kind === 'tests') tests.push(...parsed.tests);
        else problems.push(`its results in ${toWorkspace(path)} cannot be read: ${parsed.problem}`);
      }
    }
  }
  return { tests, problems };
}
