import { count } from './format.js';
import type { Report } from './model.js';

/** How it is, in one sentence. */
export function verdictWords({ verdict, totals, unreadable }: Report): string {
  const all = Object.values(totals.suites).reduce((sum, number) => sum + number, 0);
  const bad = all - totals.suites.passed;
  const torn =
    unreadable.length === 0 ? '' : `${bad > 0 ? ', and ' : ''}${count(unreadable.length, 'file')} could not be read`;
  switch (verdict) {
    case 'passed':
      return all === 1 ? 'The only suite passed' : `All ${count(all, 'suite')} passed`;
    case 'failed':
      return `${bad > 0 ? `${String(bad)} of ${count(all, 'suite')} did not pass` : ''}${torn}`;
    case 'empty':
      return 'No suite has run yet';
  }
}
