import { jest } from '@jest/globals';
import type { ExecutorContext } from '@nx/devkit';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { run } from '@slipway/kit/process';
import benchCompare, { type BenchCompareOptions } from './executor.js';

/** As `go test -bench` prints: a time from what the checkout says, with a little noise; the package it uses is installed. */
const BENCH = `
import { time } from 'lib';
import { tag } from 'outside';
if (time === 0) process.exit(3);
if (time < 0) await new Promise((done) => setTimeout(done, 60_000));
for (let i = 0; i < 3; i++) console.log('Benchmark' + tag + '-2 \\t 100\\t ' + (time + Math.random()) + ' ns/op');
`;

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-bench-compare-')));
const workspace = join(temporary, 'workspace');
const lines: string[] = [];
const errors: string[] = [];

function write(path: string, text: string): void {
  mkdirSync(join(temporary, path, '..'), { recursive: true });
  writeFileSync(join(temporary, path), text);
}

async function git(...args: readonly string[]): Promise<string> {
  const outcome = await run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: workspace,
  });
  return outcome.kind === 'exited' ? outcome.stdout : '';
}

/** Sets what the library of the working tree takes. */
function take(time: number): void {
  write('workspace/libs/lib/index.js', `export const time = ${String(time)};`);
}

beforeAll(async () => {
  write('workspace/apps/p/bench.mjs', BENCH);
  write('workspace/libs/lib/package.json', '{ "name": "lib", "type": "module", "main": "index.js" }');
  write('workspace/.gitignore', 'node_modules\n.slipway\n');
  take(100);
  await git('init', '--initial-branch', 'trunk');
  await git('add', '--all');
  await git('commit', '--message', 'first');
  write('store/outside/package.json', '{ "name": "outside", "type": "module", "main": "index.js" }');
  write('store/outside/index.js', 'export const tag = "Installed";');
  mkdirSync(join(workspace, 'node_modules'));
  symlinkSync('../libs/lib', join(workspace, 'node_modules/lib'));
  symlinkSync('../../store/outside', join(workspace, 'node_modules/outside'));
});

beforeEach(() => {
  jest.spyOn(console, 'log').mockImplementation((text: string) => void lines.push(text));
  jest.spyOn(console, 'error').mockImplementation((text: string) => void errors.push(text));
  lines.length = 0;
  errors.length = 0;
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(() => {
  rmSync(temporary, { recursive: true });
});

async function compare(options: BenchCompareOptions, executor = '@slipway/suites:run'): Promise<boolean> {
  const bench = {
    executor,
    options: {
      suite: 'bench',
      toolchain: 'test',
      action: { kind: 'program', program: process.execPath, args: ['bench.mjs'] },
      reporting: { args: [], files: [], stdout: 'go-bench' },
    },
  };
  const data = { root: 'apps/p', targets: { bench } };
  const context: ExecutorContext = {
    root: workspace,
    cwd: workspace,
    isVerbose: false,
    projectName: 'p',
    projectsConfigurations: { version: 2, projects: { p: data } },
    nxJsonConfiguration: { defaultBase: 'trunk' },
    projectGraph: { nodes: { p: { name: 'p', type: 'app', data } }, dependencies: {} },
  };
  const { success } = await benchCompare({ rounds: 4, ...options }, context);
  return success;
}

/** Every checkout but the workspace. */
async function leftovers(): Promise<readonly string[]> {
  const listed = (await git('worktree', 'list', '--porcelain'))
    .split('\n')
    .filter((line) => line.startsWith('worktree'));
  return listed.slice(1);
}

test('a library that became slower fails the comparison, each side with its own', async () => {
  take(120);
  expect(await compare({})).toBe(false);
  const text = stripVTControlCharacters(lines.join('\n'));
  expect(text).toMatch(/BenchmarkInstalled-2 +100\.\d ns +120\.\d ns +\+\d+\.\d % .* 0\.029 +slower/);
  expect(text).toMatch(/1 of 1 slower by more than 5 % than [0-9a-f]{12}, 4 rounds each/);
  expect(await leftovers()).toEqual([]);
});

test('what is as it was passes, and so does what is allowed', async () => {
  take(100);
  expect(await compare({})).toBe(true);
  take(120);
  expect(await compare({ threshold: 30 })).toBe(true);
});

test('with json standard output is for programs', async () => {
  take(80);
  expect(await compare({ json: true })).toBe(true);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    base: expect.stringMatching(/^[0-9a-f]{40}$/) as string,
    compared: [{ verdict: 'faster', rounds: { baseline: 4, new: 4 } }],
  });
});

test.each<[string, number, BenchCompareOptions, RegExp]>([
  ['a bench that fails', 0, {}, /benchmarks of p did not run through \(exit code 3\)/],
  ['a base that is no commit', 100, { base: 'nowhere' }, /git knows no commit "nowhere"[\s\S]*--base/],
])('%s is told, and nothing is left', async (_, time, options, message) => {
  take(time);
  expect(await compare(options)).toBe(false);
  expect(errors.join('\n')).toMatch(message);
  expect(await leftovers()).toEqual([]);
});

test('a project without benchmarks is told so', async () => {
  expect(await compare({}, 'nx:run-commands')).toBe(false);
  expect(errors.join('\n')).toMatch(/p has no target bench/);
});

test('interrupted, it ends what runs and leaves no checkout', async () => {
  take(-1);
  rmSync(join(workspace, '.slipway'), { recursive: true, force: true });
  const ended = compare({});
  const started = Date.now();
  while (!existsSync(join(workspace, '.slipway/results/apps/p/bench')) && Date.now() - started < 30_000)
    await new Promise((done) => setTimeout(done, 20));
  const during = await leftovers();
  process.emit('SIGINT');
  expect(await ended).toBe(false);
  expect(during).toHaveLength(1);
  expect(errors.join('\n')).toMatch(/interrupted/);
  expect(await leftovers()).toEqual([]);
  expect(during.filter((line) => existsSync(line.slice('worktree '.length)))).toEqual([]);
});
