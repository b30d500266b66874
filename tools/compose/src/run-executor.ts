import type { ExecutorContext } from '@nx/devkit';
import { describeError, interruptible, UserError } from '@slipway/kit';
import { checkConfiguration } from './nx-command/check.js';
import { checkOptions, type ExecutorName } from './nx-command/options.js';
import { openStack, type StackOptions, type StackSession } from './session.js';

/** What an executor of this room ends with: Nx reads `success`, the command line `exitCode`. */
export interface Ended {
  readonly success: boolean;
  readonly exitCode: number;
}

/** Runs an executor's work on its stack: a UserError is told and ends with 2, a bug with its stack and 1, an interrupt with 130. */
export async function runOnStack(
  executor: ExecutorName,
  options: StackOptions,
  context: ExecutorContext,
  work: (session: StackSession, signal: AbortSignal) => Promise<number>,
): Promise<Ended> {
  return await interruptible(async (signal) => {
    try {
      checkOptions(executor, options, context.targetName);
      await checkConfiguration(context);
      const exitCode = await work(openStack(options, context), signal);
      return { success: exitCode === 0, exitCode };
    } catch (error) {
      if (signal.aborted) return { success: false, exitCode: 130 };
      console.error(describeError(error));
      return { success: false, exitCode: error instanceof UserError ? 2 : 1 };
    }
  });
}
