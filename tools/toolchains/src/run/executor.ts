import type { ExecutorContext } from '@nx/devkit';
import { join } from 'node:path';
import { describeError, interruptible, UserError } from '@slipway/kit';
import { run } from '@slipway/kit/process';
import type { SlipwayMetadata } from '../plugin.js';

/** Options of `@slipway/toolchains:run`. */
export interface RunExecutorOptions {
  readonly program: string;
  readonly args?: readonly string[];
  /** Relative to the workspace root. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What installs the program, told where it is missing. */
  readonly install?: string;
  /** What was typed besides the target, Nx's own word for more output among it. */
  readonly __unparsed__?: readonly string[];
}

/** Runs a program of a toolchain for a project, with our terminal; an interrupt is passed on and waited for. */
export default async function runProgram(
  options: RunExecutorOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    failOnProblems(context);
    const outcome = await interruptible((signal) =>
      run(
        options.program,
        [...(options.args ?? []), ...(options.__unparsed__ ?? []).filter((word) => word !== '--verbose')],
        {
          cwd: join(context.root, options.cwd ?? '.'),
          stdio: 'inherit',
          signal,
          ...(options.env === undefined ? {} : { env: options.env }),
        },
      ),
    );
    if (outcome.kind !== 'not-found') return { success: outcome.kind === 'exited' && outcome.exitCode === 0 };
    throw new UserError({
      what: `${context.projectName ?? 'the project'} needs the program "${options.program}", which is not on PATH`,
      fix: options.install === undefined ? 'install it' : `install it: ${options.install}`,
    });
  } catch (error) {
    console.error(describeError(error));
    return { success: false };
  }
}

function failOnProblems({ projectName, projectsConfigurations }: ExecutorContext): void {
  const metadata = projectName === undefined ? undefined : projectsConfigurations.projects[projectName]?.metadata;
  const problems = (metadata as { slipway?: SlipwayMetadata } | undefined)?.slipway?.problems ?? [];
  if (problems.length > 0) throw new UserError({ what: problems.join('\n') });
}
