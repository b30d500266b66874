import type { TestCase } from '../results/record.js';
import { judge, type Evidence } from './judge.js';

const passed: TestCase = { name: 'a', group: 'g', outcome: 'passed' };
const failed: TestCase = { name: 'b', group: 'g', outcome: 'failed' };
const exited = (exitCode: number): Evidence['process'] => ({ kind: 'exited', exitCode });
const calm = { interrupted: false, timeoutMs: 2000, tests: [], problems: [] };

test.each<[string, Partial<Evidence>, ReturnType<typeof judge>]>([
  ['all is well', { process: exited(0), tests: [passed] }, { outcome: 'passed' }],
  ['a linter found something', { process: exited(1) }, { outcome: 'failed', reason: 'exit code 1' }],
  [
    'a test failed',
    { process: exited(1), tests: [passed, failed] },
    { outcome: 'failed', reason: '1 of 2 tests did not pass' },
  ],
  [
    'a test failed, and its runner hid it',
    { process: exited(0), tests: [failed] },
    { outcome: 'failed', reason: '1 of 1 tests did not pass' },
  ],
  [
    'no results',
    { process: exited(0), problems: ['it wrote no results to x'] },
    { outcome: 'broken', reason: 'it wrote no results to x' },
  ],
  [
    'no results and a code',
    { process: exited(3), problems: ['it wrote none'] },
    { outcome: 'broken', reason: 'it wrote none (exit code 3)' },
  ],
  [
    'a code in spite of all',
    { process: exited(3), tests: [passed] },
    { outcome: 'broken', reason: 'its runner ended with exit code 3, although no test failed' },
  ],
  [
    'a signal',
    { process: { kind: 'killed', signal: 'SIGSEGV' } },
    { outcome: 'broken', reason: 'its runner was ended by SIGSEGV' },
  ],
  [
    'too long',
    { process: { kind: 'timed-out' } },
    { outcome: 'timed-out', reason: 'it was ended after 2 s, the timeout of the target' },
  ],
  [
    'Ctrl-C',
    { process: { kind: 'killed', signal: 'SIGTERM' }, interrupted: true },
    { outcome: 'interrupted', reason: 'it was interrupted' },
  ],
])('%s', (_, evidence, expected) => {
  expect(judge({ ...calm, process: exited(0), ...evidence })).toEqual(expected);
});
