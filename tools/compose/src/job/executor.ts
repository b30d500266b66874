import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { imageNamesOf, openSession as openImages } from '@slipway/images';
import { docker } from '@slipway/images/docker';
import { ensureProjects } from '../images/ensure.js';
import { planImages } from '../images/plan.js';
import { toModel } from '../merged/model.js';
import { selectServices } from '../merged/select.js';
import { composeArguments, composeFolder, readMerged } from '../observe/compose.js';
import { redactorOf } from '../observe/stack-secrets.js';
import { runOnStack, type Ended } from '../run-executor.js';
import type { StackOptions } from '../session.js';
import { planJob, type Job } from './plan.js';

/** Options of a job (see schema.json, which describes each). */
export interface JobOptions extends StackOptions {
  readonly job: Job;
  readonly services?: readonly string[];
  readonly build?: boolean;
}

/** Runs what services name in their label for a job, one after the other, each in a container that is removed afterwards. */
export default async function jobExecutor(options: JobOptions, context: ExecutorContext): Promise<Ended> {
  return await runOnStack('job', options, context, async (session, signal) => {
    const model = toModel(await readMerged(session));
    const wanted = options.services ?? [];
    if (wanted.length > 0) selectServices(model, { services: wanted, profiles: [] });
    const commands = planJob(options.job, model, wanted);
    const imagesSession = openImages(context);
    const images = planImages({
      model,
      selected: commands.map(({ service }) => service),
      names: imageNamesOf(imagesSession.workspaceName, context.projectGraph),
      checkoutTag: imagesSession.checkoutTag,
    });
    if (options.build !== false) await ensureProjects(images, context, console.log.bind(console));
    const override = join(session.state, 'override.yml');
    const scope = existsSync(override) ? { override } : {};
    const redact = redactorOf(model, session.variables);
    const show = (line: string): void => {
      console.log(redact(line));
    };
    for (const { service, command } of commands) {
      show(`${service}: ${command.length === 0 ? options.job : command.join(' ')}`);
      const args = [...composeArguments(session, scope), '--progress', 'quiet', 'run', '--rm', '--no-TTY', service];
      const outcome = await docker([...args, ...command], {
        cwd: composeFolder(session),
        env: session.env,
        signal,
        stdio: 'lines',
        onStdoutLine: show,
        onStderrLine: show,
      });
      if (signal.aborted) return 130;
      if (outcome.kind === 'exited' && outcome.exitCode === 0) continue;
      console.error(`${service}: ended with ${outcome.kind === 'exited' ? String(outcome.exitCode) : outcome.kind}`);
      return 1;
    }
    return 0;
  });
}
