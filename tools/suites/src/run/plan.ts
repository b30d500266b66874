import { join } from 'node:path';
import { UserError } from '@slipway/kit';
import type { ResultFormat } from '@slipway/toolchains';
import { resultsFolder, type SuiteKind } from '../results/record.js';
import type { ThresholdOption } from '../coverage/threshold.js';
import type { Action, RunOptions } from './options.js';

/** A file or folder in which results are after the command. */
export interface Expected {
  readonly format: ResultFormat;
  /** Absolute. */
  readonly path: string;
}

/** A run of a suite, as plain data. */
export interface RunPlan {
  readonly suite: SuiteKind;
  readonly program: string;
  readonly args: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where the record goes; absolute, made anew for each run. */
  readonly folder: string;
  readonly writes: readonly { readonly path: string; readonly text: string }[];
  readonly expected: readonly Expected[];
  readonly stdout?: ResultFormat;
  readonly timeoutMs?: number;
  /** What its coverage is held against; absent where it is not. */
  readonly threshold?: ThresholdOption;
  /** As a person would type it, without what only makes it leave results. */
  readonly shown: string;
}

/** What a run is planned from. */
export interface RunRequest {
  readonly workspaceRoot: string;
  /** The project's folder, relative. */
  readonly root: string;
  readonly options: RunOptions;
}

/** What to run for a suite, and where its results will be. @throws UserError for a timeout that is none */
export function planRun({ workspaceRoot, root, options }: RunRequest): RunPlan {
  const { reporting, suite } = options;
  const folder = join(workspaceRoot, resultsFolder(root, suite));
  const fill = (text: string): string => text.replaceAll('{results}', folder);
  const own = [...argumentsOf(options.action), ...(options.args ?? [])];
  const typed = forTheTool(options.__unparsed__ ?? []);
  const added = (reporting?.args ?? []).map(fill);
  const timeoutMs = options.timeout === undefined ? undefined : parseDuration(options.timeout);
  return {
    suite,
    program: programOf(options.action),
    args: arrange(options.action, { own, typed, added, before: reporting?.before }),
    cwd: join(workspaceRoot, options.cwd ?? root),
    env: { ...options.env, ...mapValues(reporting?.env ?? {}, fill) },
    folder,
    writes: (reporting?.writes ?? []).map(({ path, text }) => ({ path: fill(path), text: fill(text) })),
    expected: (reporting?.files ?? []).map(({ format, path }) => ({
      format,
      path: path.includes('{results}') ? fill(path) : join(workspaceRoot, path),
    })),
    ...(reporting?.stdout === undefined ? {} : { stdout: reporting.stdout }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(suite === 'coverage' ? { threshold: options.threshold ?? {} } : {}),
    shown: [programOf(options.action), ...arrange(options.action, { own, typed, added: [], before: undefined })]
      .map(quoted)
      .join(' '),
  };
}

/** Options that a person types for us; Nx gives them among the other words as well. */
const OWN = /^--(?:timeout|threshold|args|install|cwd|env|environment|verbose)(=.*)?$/s;

/** What was typed, without our own options: the rest is the tool's, which refuses by itself what it does not know. */
function forTheTool(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => {
    const before = words[index - 1];
    // `--timeout 5m` in two words; `--verbose` has no value.
    const isValue =
      before !== undefined && before !== '--verbose' && OWN.exec(before)?.[1] === undefined && OWN.test(before);
    return !OWN.test(word) && !isValue;
  });
}

interface Arguments {
  readonly own: readonly string[];
  readonly typed: readonly string[];
  readonly added: readonly string[];
  readonly before: string | undefined;
}

function arrange(action: Action, { own, typed, added, before }: Arguments): readonly string[] {
  const index = before === undefined ? -1 : own.indexOf(before);
  if (index >= 0) return [...own.slice(0, index), ...added, ...own.slice(index), ...typed];
  const extra = [...added, ...typed];
  // Only npm needs to be told where a script's own arguments begin; the others would pass the dashes on.
  const divider = action.kind === 'script' && action.packageManager === 'npm' && extra.length > 0 ? ['--'] : [];
  return [...own, ...divider, ...extra];
}

function programOf(action: Action): string {
  return action.kind === 'program' ? action.program : action.packageManager;
}

function argumentsOf(action: Action): readonly string[] {
  return action.kind === 'program' ? action.args : ['run', action.script];
}

function mapValues(values: Readonly<Record<string, string>>, map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as people write it (`90s`, `10m`) in milliseconds. @throws UserError for anything else */
export function parseDuration(text: string): number {
  const [, number, unit = 's'] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|h)?\s*$/.exec(text) ?? [];
  const value = Number(number) * (UNITS[unit] ?? 0);
  if (value > 0) return value;
  throw new UserError({ what: `timeout is "${text}", which is no duration`, fix: 'write it as 90s, 10m or 1h' });
}
