import type { ExecutorContext } from '@nx/devkit';
import pc from 'picocolors';
import { describeError, formatProblem, interruptible, UserError } from '@slipway/kit';
import { checkConfiguration } from '../nx-command/check.js';
import { checkOptions } from '../nx-command/options.js';
import { openOutput, type Output } from '../output.js';
import type { Ended } from '../run-executor.js';
import { openStack } from '../session.js';
import { describeDuration } from '../terminal/duration.js';
import { renderBroken } from '../wait/report.js';
import { renderAddresses } from './addresses.js';
import { readSettings, type UpOptions } from './options.js';
import { renderPlan } from './plan.js';
import { exitCodeOf, toJson, type UpResult } from './result.js';
import { up } from './up.js';

/** Brings a stack up and tells what came of it. */
export default async function upExecutor(options: UpOptions, context: ExecutorContext): Promise<Ended> {
  const output = openOutput({ json: options.json === true });
  try {
    const result = await interruptible(async (signal): Promise<UpResult> => {
      try {
        checkOptions('up', options, context.targetName);
        await checkConfiguration(context);
        const session = openStack(options, context);
        const settings = readSettings(options, session.variables['COMPOSE_PROFILES']);
        return await up({ session, settings, context, say: output.say, signal });
      } catch (error) {
        if (error instanceof UserError) return { kind: 'refused', problems: error.problems };
        throw error;
      }
    });
    tell(result, output, context.projectName ?? 'stack');
    output.json(toJson(result));
    const exitCode = exitCodeOf(result);
    return { success: exitCode === 0, exitCode };
  } catch (error) {
    console.error(describeError(error));
    return { success: false, exitCode: 1 };
  }
}

function tell(result: UpResult, { say }: Output, project: string): void {
  switch (result.kind) {
    case 'planned':
      for (const line of renderPlan(result.plan)) say(line);
      return;
    case 'refused':
      for (const problem of result.problems) console.error(formatProblem(problem));
      console.error('nothing was started');
      return;
    case 'interrupted':
      say('stopped: what ran before runs, and nothing else');
      return;
    case 'not-healthy':
      for (const line of renderBroken(result.broken)) console.error(line);
      console.error(
        `not healthy after ${describeDuration(result.run.seconds * 1000)}; see npx nx logs ${project}, npx nx ps ${project}; npx nx down ${project} stops it`,
      );
      return;
    case 'ready': {
      const { services, endpoints, seconds } = result.run;
      const without = services.filter(({ state }) => state === 'running').map(({ name }) => name);
      say('');
      for (const line of renderAddresses(endpoints)) say(line);
      if (without.length > 0) say(pc.dim(`running, no healthcheck: ${without.join(', ')}`));
      say(
        `${pc.bold(result.run.project)}: ${String(services.length)} services are well, ${describeDuration(seconds * 1000)}`,
      );
    }
  }
}
