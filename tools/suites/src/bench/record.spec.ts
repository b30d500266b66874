import { jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRecord } from '../results/record.js';
import { planRun } from '../run/plan.js';
import { runSuite } from '../run/run.js';

const workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-bench-record-'));

afterAll(() => {
  rmSync(workspaceRoot, { recursive: true });
});

async function record(code: string): Promise<RunRecord> {
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  const plan = planRun({
    workspaceRoot,
    root: '.',
    options: {
      suite: 'bench',
      toolchain: 'go',
      action: { kind: 'program', program: process.execPath, args: ['-e', code] },
      reporting: { args: [], files: [], stdout: 'go-bench' },
    },
  });
  const facts = { workspaceRoot, project: 'p', root: '.', toolchain: 'go', install: undefined, importRoots: {} };
  try {
    return await runSuite(plan, { ...facts, base: 'main', variables: {}, signal: new AbortController().signal });
  } finally {
    jest.restoreAllMocks();
  }
}

test('the samples of a run are in its record', async () => {
  const line = String.raw`console.log('BenchmarkTreeOf-2   \t     100\t   7568497 ns/op\t 1804 allocs/op')`;
  expect(await record(`${line};${line}`)).toMatchObject({
    outcome: 'passed',
    benchmarks: [{ name: 'BenchmarkTreeOf-2', samplesNs: [7568497, 7568497] }],
  });
});

test('a bench that left none is broken, and says why', async () => {
  const left = await record('console.log("PASS")');
  expect(left).toMatchObject({ outcome: 'broken', reason: 'it printed no result of a benchmark' });
  expect(left).not.toHaveProperty('benchmarks');
});
