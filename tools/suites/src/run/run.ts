import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { byCodeUnit, UserError, writeAtomically } from '@slipway/kit';
import { run, type RunOutcome as ProcessOutcome } from '@slipway/kit/process';
import { collectTests } from '../results/collect.js';
import { RECORD_FILE, type RunRecord } from '../results/record.js';
import { Tail } from '../results/text.js';
import { writeArtifacts } from './artifacts.js';
import { judge, type Verdict } from './judge.js';
import type { RunPlan } from './plan.js';
import { openReader } from './reader.js';
import { boundedWriter } from './show.js';
import { belowThreshold } from './threshold.js';

/** Whose suite it is, and what ends it early. */
export interface RunFacts {
  readonly workspaceRoot: string;
  readonly project: string;
  readonly root: string;
  readonly toolchain: string;
  readonly install: string | undefined;
  /** Nx's hash of all that can change the result. */
  readonly sources?: string | undefined;
  /** Folders, relative to the workspace root, by the import path of the module in them. */
  readonly importRoots: Readonly<Record<string, string>>;
  /** The git ref that changes are counted from. */
  readonly base: string;
  /** Where its environment can be reached; empty where it has none. */
  readonly variables: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/**
 * Empties the folder of a run and leaves a record there that tells of a run without an end: what kills us, or keeps the suite from
 * starting, must not leave a report that knows nothing of it.
 * @param reason why it has not come to an end
 */
export function noteUnended(
  plan: RunPlan,
  facts: Pick<RunFacts, 'project' | 'root' | 'toolchain'>,
  reason: string,
): void {
  rmSync(plan.folder, { recursive: true, force: true });
  mkdirSync(plan.folder, { recursive: true });
  const record: RunRecord = {
    format: 1,
    project: facts.project,
    root: facts.root,
    toolchain: facts.toolchain,
    suite: plan.suite,
    command: plan.shown,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    outcome: 'broken',
    reason,
    tests: [],
  };
  writeAtomically(join(plan.folder, RECORD_FILE), `${JSON.stringify(record, null, 1)}\n`);
}

/**
 * Carries a plan out. Whatever happens to the runner, a record says so.
 * @throws UserError where the program is not installed
 */
export async function runSuite(plan: RunPlan, facts: RunFacts): Promise<RunRecord> {
  noteUnended(plan, facts, 'its run did not come to an end');
  for (const { path, text } of plan.writes) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const toWorkspace = pathMaker(plan.cwd, facts.workspaceRoot);
  const reader = openReader(plan.stdout, { toWorkspace, folderOf: folderFinder(facts.importRoots) });
  const tail = new Tail();
  const show = boundedWriter((text) => process.stdout.write(text));
  const showError = boundedWriter((text) => process.stderr.write(text));
  const startedAt = new Date();
  const outcome = await run(plan.program, plan.args, {
    cwd: plan.cwd,
    env: { ...facts.variables, ...expand(plan.env, facts.variables) },
    stdio: 'lines',
    ends: 'group',
    signal: facts.signal,
    ...(plan.timeoutMs === undefined ? {} : { timeoutMs: plan.timeoutMs }),
    onStdoutLine: (line) => {
      const shown = reader.take(line);
      if (shown === undefined) return;
      tail.add(`${shown}\n`);
      show(shown);
    },
    onStderrLine: (line) => {
      reader.takeError(line);
      tail.add(`${line}\n`);
      showError(line);
    },
  });
  if (outcome.kind === 'not-found') throw notInstalled(plan, facts);
  const collected = collectTests(plan.expected, toWorkspace);
  const artifacts = await writeArtifacts(
    plan,
    { ...facts, startedAt },
    { printed: reader.benchmarks?.() ?? [], toWorkspace },
  );
  const tests = [...reader.tests(), ...collected.tests];
  const told = judge({
    process: evidenceOf(outcome),
    interrupted: facts.signal.aborted,
    timeoutMs: plan.timeoutMs,
    tests,
    problems: [...collected.problems, ...artifacts.problems],
  });
  const { coverage } = artifacts.files;
  const below =
    told.outcome === 'passed' && coverage !== undefined && plan.threshold !== undefined
      ? await belowThreshold(join(plan.folder, coverage), plan.threshold, facts)
      : undefined;
  if (below !== undefined) show(below);
  const verdict: Verdict =
    below === undefined ? told : { outcome: 'failed', reason: stripVTControlCharacters(below.split('\n')[0] ?? below) };
  const record: RunRecord = {
    format: 1,
    project: facts.project,
    root: facts.root,
    toolchain: facts.toolchain,
    suite: plan.suite,
    command: plan.shown,
    ...(facts.sources === undefined ? {} : { sources: facts.sources }),
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    ...verdict,
    // The tests that failed say enough.
    ...(verdict.outcome === 'passed' || tests.some((test) => test.outcome === 'failed') ? {} : { output: tail.text }),
    tests,
    ...artifacts.files,
  };
  writeAtomically(join(plan.folder, RECORD_FILE), `${JSON.stringify(record, null, 1)}\n`);
  return record;
}

/**
 * `${NAME}` in a variable stands for a variable of the suite's environment, or for what stands in the file that its `NAME_FILE` names.
 * @throws UserError where there is none of that name
 */
function expand(
  env: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const value = (name: string, variable: string): string => {
    const file = variables[`${name}_FILE`];
    const found =
      variables[name] ?? (file === undefined ? process.env[name] : readFileSync(file, 'utf8').replace(/\r?\n$/, ''));
    if (found !== undefined) return found;
    const known = Object.keys(variables).sort(byCodeUnit).join(', ');
    throw new UserError({
      what: `${variable} is made of \${${name}}, and the environment of the suite has no such variable`,
      fix: known === '' ? 'say which services it needs: services' : `it has ${known}`,
    });
  };
  return Object.fromEntries(
    Object.entries(env).map(([variable, text]) => [
      variable,
      text.replace(/\$\{(\w+)\}/g, (_, name: string) => value(name, variable)),
    ]),
  );
}

function evidenceOf(outcome: Exclude<ProcessOutcome, { kind: 'not-found' }>): Parameters<typeof judge>[0]['process'] {
  switch (outcome.kind) {
    case 'exited':
      return { kind: 'exited', exitCode: outcome.exitCode };
    case 'killed':
      return { kind: 'killed', signal: outcome.signal };
    case 'timed-out':
      return { kind: 'timed-out' };
  }
}

function notInstalled({ program }: RunPlan, { project, install }: RunFacts): UserError {
  return new UserError({
    what: `${project} needs the program "${program}", which is not on PATH`,
    fix: install === undefined ? 'install it' : `install it: ${install}`,
  });
}

/** Tools name files from where they run, from the workspace, or in full. */
function pathMaker(cwd: string, workspaceRoot: string): (path: string) => string {
  return (path) => {
    const candidates = isAbsolute(path) ? [path] : [resolve(cwd, path), resolve(workspaceRoot, path)];
    const found = candidates.find((candidate) => existsSync(candidate)) ?? candidates[0] ?? path;
    const inside = relative(workspaceRoot, found);
    return inside.startsWith('..') || inside === '' ? path : inside.replaceAll('\\', '/');
  };
}

function folderFinder(roots: Readonly<Record<string, string>>): (importPath: string) => string | undefined {
  const entries = Object.entries(roots).sort(([a], [b]) => b.length - a.length);
  return (importPath) => {
    const [module, folder] = entries.find(([name]) => importPath === name || importPath.startsWith(`${name}/`)) ?? [];
    if (module === undefined || folder === undefined) return undefined;
    const inner = importPath.slice(module.length + 1);
    return inner === '' ? folder : folder === '.' ? inner : `${folder}/${inner}`;
  };
}
