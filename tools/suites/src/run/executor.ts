import type { ExecutorContext } from '@nx/devkit';
import { stripVTControlCharacters } from 'node:util';
import { describeError, interruptible, UserError } from '@slipway/kit';
import type { SlipwayMetadata } from '@slipway/toolchains';
import type { RunRecord } from '../results/record.js';
import type { RunOptions } from './options.js';
import { planRun } from './plan.js';
import { noteUnended, runSuite } from './run.js';
import { closingLine } from './show.js';

/** Runs a suite of a project, shows what it prints, and leaves a record of it. */
export default async function runExecutor(
  options: RunOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const name = context.projectName ?? '';
    const project = context.projectsConfigurations.projects[name];
    const problems = (project?.metadata as { slipway?: SlipwayMetadata } | undefined)?.slipway?.problems ?? [];
    if (problems.length > 0) throw new UserError({ what: problems.join('\n') });
    const root = project?.root ?? '.';
    const plan = planRun({ workspaceRoot: context.root, root, options });
    const facts = {
      workspaceRoot: context.root,
      project: name,
      root,
      toolchain: options.toolchain,
      install: options.install,
      sources: process.env['NX_TASK_HASH'],
      importRoots: options.reporting?.importRoots ?? {},
      base: process.env['NX_BASE'] ?? context.nxJsonConfiguration.defaultBase ?? 'main',
    };
    noteUnended(plan, facts, 'its run did not come to an end');
    const record = await interruptible((signal) =>
      inEnvironment(options, context, signal, (variables) => runSuite(plan, { ...facts, signal, variables })),
    ).catch((error: unknown) => {
      const [first = 'it could not start'] = describeError(error).split('\n');
      noteUnended(plan, facts, stripVTControlCharacters(first));
      throw error;
    });
    console.log(closingLine(record));
    return { success: record.outcome === 'passed' };
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

/** Runs a suite where it can reach what it needs. Only an integration suite needs something when nobody says so. */
async function inEnvironment(
  { suite, environment = suite === 'integration' ? {} : false }: RunOptions,
  context: ExecutorContext,
  signal: AbortSignal,
  run: (variables: Readonly<Record<string, string>>) => Promise<RunRecord>,
): Promise<RunRecord> {
  if (environment === false) return await run({});
  // Compose and all that it needs, which other suites need not load.
  const { withEnvironment } = await import('../environment/index.js');
  const project = context.projectName ?? '';
  const request = { context, project, options: environment, say: console.log };
  return await withEnvironment(request, signal, ({ variables }) => run(variables));
}
