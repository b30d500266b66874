import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { describeError, interruptible, UserError } from '@slipway/kit';
import type { RunOptions } from '../run/options.js';
import { planRun } from '../run/plan.js';
import { withBaseline } from './baseline.js';
import { compareRounds, type Comparison } from './compare/compare.js';
import type { Side } from './measure.js';
import { measureRounds } from './rounds.js';
import { samplingArguments } from './sampling.js';
import { formatComparison } from './show.js';

/** Options of `@slipway/suites:bench-compare` (see schema.json, which describes each). */
export interface BenchCompareOptions {
  readonly base?: string;
  readonly rounds?: number;
  readonly threshold?: number;
  readonly args?: readonly string[];
  readonly json?: boolean;
}

/** Runs a project's benchmarks and those of a baseline in turn, and fails where one has become slower. */
export default async function benchCompare(
  options: BenchCompareOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const { comparison, sha } = await interruptible((signal) => compare(options, context, signal));
    const slower = comparison.compared.filter(({ verdict }) => verdict === 'slower');
    tell(comparison, slower.length, { sha, ...options });
    return { success: slower.length === 0 };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

async function compare(
  { base, rounds = 10, threshold = 5, args = [] }: BenchCompareOptions,
  context: ExecutorContext,
  signal: AbortSignal,
): Promise<{ readonly comparison: Comparison; readonly sha: string }> {
  const project = context.projectName ?? '';
  const { root, bench } = benchOf(project, context);
  const request = {
    workspaceRoot: context.root,
    root,
    base: base ?? process.env['NX_BASE'] ?? context.nxJsonConfiguration.defaultBase ?? 'main',
  };
  return await withBaseline(request, async ({ sha, folder }) => {
    const side = (workspaceRoot: string, name: string): Side => ({
      name,
      install: bench.install,
      plan: (samples) =>
        planRun({
          workspaceRoot,
          root,
          options: {
            ...bench,
            args: [...(bench.args ?? []), ...samplingArguments(bench.reporting, samples), ...args],
            env: { ...pythonPath(bench, workspaceRoot, rootsOf(project, context)), ...bench.env },
          },
        }),
    });
    if (!existsSync(join(folder, root)))
      throw new UserError({ what: `${root} is not in the baseline ${sha.slice(0, 12)}`, fix: 'name another: --base' });
    const sides = { baseline: side(folder, `the baseline ${sha.slice(0, 12)}`), new: side(context.root, project) };
    const measured = await measureRounds(sides, rounds, { signal, say: sayOn(process.stderr) });
    return { comparison: compareRounds(measured.baseline, measured.new, { threshold: threshold / 100 }), sha };
  });
}

function benchOf(project: string, context: ExecutorContext): { readonly root: string; readonly bench: RunOptions } {
  const found = context.projectsConfigurations.projects[project];
  const target = found?.targets?.['bench'];
  if (found === undefined || target?.executor !== '@slipway/suites:run')
    throw new UserError({
      what: `${project} has no target bench of Slipway's, which is what would be compared`,
      fix: 'see docs/benchmarks.md for what makes a project have one',
    });
  // As its schema has it: Nx validates the options of the target that it runs only, and inference made these.
  return { root: found.root, bench: target.options as RunOptions };
}

/** The folders of a project and of all that it depends on. */
function rootsOf(project: string, { projectGraph }: ExecutorContext): readonly string[] {
  const seen = new Set<string>([project]);
  for (const name of seen)
    for (const { target } of projectGraph.dependencies[name] ?? [])
      if (projectGraph.nodes[target] !== undefined) seen.add(target);
  return [...seen].flatMap((name) => projectGraph.nodes[name]?.data.root ?? []);
}

/** What is installed to be edited in place would be imported from the one place on both sides. */
function pythonPath(
  { toolchain }: RunOptions,
  workspaceRoot: string,
  roots: readonly string[],
): Readonly<Record<string, string>> {
  if (toolchain !== 'python') return {};
  const folders = roots.flatMap((root) => [join(workspaceRoot, root, 'src'), join(workspaceRoot, root)]);
  const own = process.env['PYTHONPATH'];
  return { PYTHONPATH: [...folders.filter((folder) => existsSync(folder)), ...(own ? [own] : [])].join(delimiter) };
}

/** On a terminal one line that changes; elsewhere a line each. */
function sayOn(stream: NodeJS.WriteStream): (text: string) => void {
  return (text) => stream.write(stream.isTTY ? `\r${text}\u001b[K` : `${text}\n`);
}

function tell(
  comparison: Comparison,
  slower: number,
  { sha, json, rounds = 10, threshold = 5 }: BenchCompareOptions & { readonly sha: string },
): void {
  const { compared } = comparison;
  const verdict =
    compared.length === 0
      ? 'nothing to compare'
      : slower === 0
        ? `none of ${String(compared.length)} slower by more than ${String(threshold)} %`
        : `${String(slower)} of ${String(compared.length)} slower by more than ${String(threshold)} %`;
  const closing = `${verdict} than ${sha.slice(0, 12)}, ${String(rounds)} rounds each`;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  // With --json standard output is for programs alone.
  (json === true ? console.error : console.log)(`${formatComparison(comparison)}\n\n${closing}`);
  if (json === true) console.log(JSON.stringify({ base: sha, rounds, threshold, ...comparison }, null, 2));
}
