import { runOutcomes, testOutcomes, type RunOutcome, type TestOutcome } from '../../results/record.js';

/** How a test or a suite ended, or that it never ran. */
export type Status = RunOutcome | TestOutcome | 'not-run';

/** All outcomes, those of tests first. */
export const outcomes: readonly (RunOutcome | TestOutcome)[] = [...new Set([...testOutcomes, ...runOutcomes])];

/** Those that somebody has to look at. */
export const badOutcomes: readonly Status[] = ['failed', 'errored', 'broken', 'timed-out', 'interrupted'];

/** What an outcome is called, its sign, and the colour that it has besides. */
export const statusWords: Readonly<
  Record<Status, { readonly word: string; readonly sign: string; readonly tone: 'good' | 'bad' | 'warn' | 'quiet' }>
> = {
  passed: { word: 'passed', sign: '\u2713', tone: 'good' },
  failed: { word: 'failed', sign: '\u2715', tone: 'bad' },
  errored: { word: 'errored', sign: '!', tone: 'bad' },
  broken: { word: 'broken', sign: '!', tone: 'bad' },
  'timed-out': { word: 'timed out', sign: '!', tone: 'bad' },
  interrupted: { word: 'interrupted', sign: '\u25a0', tone: 'warn' },
  skipped: { word: 'skipped', sign: '\u2013', tone: 'quiet' },
  'not-run': { word: 'not run', sign: '\u25cb', tone: 'quiet' },
};
