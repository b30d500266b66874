import { usageBetween } from '../observe/stats.js';
import { cellsOf, renderTotals, totalsOf, type Row } from './rows.js';

const row = (more: Partial<Row>): Row => ({
  service: 'api',
  state: 'healthy',
  detail: 'healthy',
  waitsFor: [],
  restarts: 0,
  ports: [],
  ...more,
});
const cpuOf = (more: Partial<Row>): string | undefined => cellsOf(row(more))[3];

test('what a processor gives is known by two samples, memory by one', () => {
  const first = { atMs: 1_000, cpuNanoseconds: 5e8, memoryBytes: 10 };
  expect(usageBetween(undefined, first)).toEqual({ memoryBytes: 10 });
  expect(usageBetween(first, first)).toEqual({ memoryBytes: 10 });
  expect(usageBetween(first, { atMs: 2_000, cpuNanoseconds: 1e9, memoryBytes: 20 })).toEqual({
    memoryBytes: 20,
    cpuPercent: 50,
  });
});

test('a dash stands for what is not known yet, nothing for what there is not, and a zero for a zero', () => {
  expect(cpuOf({ memoryBytes: 1 })).toBe('–');
  expect(cpuOf({})).toBe('');
  expect(cpuOf({ memoryBytes: 1, cpuPercent: 0 })).toBe('0.0 %');
});

test('the sum is told where all of it is known', () => {
  const [known, unknown, absent] = [row({ memoryBytes: 1e6, cpuPercent: 4 }), row({ memoryBytes: 2e6 }), row({})];
  expect(renderTotals(totalsOf([known, absent, known]), 2)).toMatch(/^in all: memory .*, CPU 4\.0 % of 2 cores$/);
  expect(renderTotals(totalsOf([known, unknown]), 1)).toMatch(/, CPU – of 1 core$/);
  expect(totalsOf([absent])).toEqual({ memoryBytes: 0, cpuPercent: 0 });
});
