import { jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reporting } from '@slipway/toolchains';
import { parseRecord, type RunRecord } from '../results/record.js';
import { planRun } from './plan.js';
import { runSuite } from './run.js';

const workspaceRoot = mkdtempSync(join(tmpdir(), 'slipway-suite-'));
afterAll(() => {
  rmSync(workspaceRoot, { recursive: true, force: true });
});

/** Runs a script of Node as a suite, and reads what it left. */
async function runScript(
  script: string,
  { reporting, timeout, signal }: { reporting?: Reporting; timeout?: string; signal?: AbortSignal } = {},
): Promise<RunRecord> {
  const plan = planRun({
    workspaceRoot,
    root: '.',
    options: {
      suite: 'test',
      toolchain: 'node',
      action: { kind: 'program', program: process.execPath, args: ['-e', script] },
      ...(reporting === undefined ? {} : { reporting }),
      ...(timeout === undefined ? {} : { timeout }),
    },
  });
  await runSuite(plan, {
    workspaceRoot,
    project: 'p',
    root: '.',
    toolchain: 'node',
    install: undefined,
    importRoots: {},
    variables: {},
    base: 'main',
    signal: signal ?? new AbortController().signal,
  });
  const record = parseRecord(readFileSync(join(plan.folder, 'run.json'), 'utf8'));
  if ('problem' in record) throw new Error(record.problem);
  return record;
}

const junit: Reporting = { args: ['{results}/j.xml'], files: [{ format: 'junit', path: '{results}/j.xml' }] };
const write = (xml: string): string => `require('node:fs').writeFileSync(process.argv[1], ${JSON.stringify(xml)});`;

let quiet: jest.SpiedFunction<typeof process.stdout.write>[];
beforeEach(() => {
  quiet = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockReturnValue(true));
});
afterEach(() => {
  for (const spy of quiet) spy.mockRestore();
});

test('a suite that passes leaves its tests', async () => {
  const record = await runScript(write('<testsuite name="s"><testcase name="a"/></testsuite>'), { reporting: junit });
  expect(record).toMatchObject({
    outcome: 'passed',
    project: 'p',
    tests: [{ name: 'a', group: 's', outcome: 'passed' }],
  });
  expect(record).not.toHaveProperty('output');
});

test('one that wrote no results is broken, whatever its exit code', async () => {
  expect(await runScript('', { reporting: junit })).toMatchObject({
    outcome: 'broken',
    reason: 'it wrote no results to .slipway/results/_root/test/j.xml',
  });
});

test('one that crashes is broken, and the end of its output is kept', async () => {
  const record = await runScript('console.log("near the end"); process.kill(process.pid, "SIGSEGV")', {
    reporting: junit,
  });
  expect(record).toMatchObject({ outcome: 'broken', reason: 'its runner was ended by SIGSEGV' });
  expect(record.output).toContain('near the end');
});

test('one that hangs is ended with all that it started', async () => {
  const started = Date.now();
  const record = await runScript(
    `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); setInterval(() => {}, 1000)`,
    { timeout: '2s' },
  );
  expect(record.outcome).toBe('timed-out');
  expect(Date.now() - started).toBeLessThan(40_000);
});

test('one that prints without end, and what is no UTF-8, leaves a record of a bearable size', async () => {
  const record = await runScript(
    `const line = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.alloc(1e6, 'x'), Buffer.from('\\n')]);
     for (let i = 0; i < 100; i += 1) require('node:fs').writeSync(1, line);
     process.exit(1)`,
  );
  expect(record.outcome).toBe('failed');
  expect(JSON.stringify(record).length).toBeLessThan(200_000);
  const shown = quiet[0]?.mock.calls.map(([text]) => String(text).length).reduce((sum, length) => sum + length, 0);
  expect(shown).toBeLessThan(11_000_000);
});

test('one that is interrupted says so', async () => {
  const controller = new AbortController();
  setTimeout(() => {
    controller.abort();
  }, 1000);
  expect(await runScript('setInterval(() => {}, 1000)', { signal: controller.signal })).toMatchObject({
    outcome: 'interrupted',
  });
});

test('a program that is not there is named with what installs it', async () => {
  const plan = planRun({
    workspaceRoot,
    root: '.',
    options: {
      suite: 'coverage',
      toolchain: 'rust',
      action: { kind: 'program', program: 'no-such-program', args: [] },
    },
  });
  const facts = {
    workspaceRoot,
    project: 'p',
    root: '.',
    toolchain: 'rust',
    install: 'cargo install it',
    importRoots: {},
    variables: {},
    base: 'main',
  };
  await expect(runSuite(plan, { ...facts, signal: new AbortController().signal })).rejects.toThrow(
    /p needs the program "no-such-program"[\s\S]*cargo install it/,
  );
  // What could not even start is no suite that did not run.
  const record = parseRecord(readFileSync(join(plan.folder, 'run.json'), 'utf8'));
  expect(record).toMatchObject({ outcome: 'broken', reason: 'its run did not come to an end' });
});

test('variables are made of those of the environment, secrets read from their files', async () => {
  const secret = join(workspaceRoot, 'secret');
  writeFileSync(secret, 'p4ss\n');
  const plan = planRun({
    workspaceRoot,
    root: '.',
    options: {
      suite: 'integration',
      toolchain: 'node',
      action: {
        kind: 'program',
        program: process.execPath,
        args: ['-e', 'process.exit(process.env.URL === "db://u:p4ss@h:1" ? 0 : 1)'],
      },
      env: { URL: 'db://u:${DATABASE_PASSWORD}@${DB_HOST}:${DB_PORT}' },
    },
  });
  const facts = {
    workspaceRoot,
    project: 'p',
    root: '.',
    toolchain: 'node',
    install: undefined,
    importRoots: {},
    base: 'main',
  };
  const signal = new AbortController().signal;
  const variables = { DB_HOST: 'h', DB_PORT: '1', DATABASE_PASSWORD_FILE: secret };
  expect(await runSuite(plan, { ...facts, variables, signal })).toMatchObject({ outcome: 'passed' });
  await expect(runSuite(plan, { ...facts, variables: {}, signal })).rejects.toThrow(/no such variable/);
});
