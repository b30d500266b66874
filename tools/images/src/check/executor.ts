import type { ExecutorContext } from '@nx/devkit';
import { join } from 'node:path';
import { describeError, UserError, formatProblem } from '@slipway/kit';
import { docker } from '../docker.js';
import { parseSize, type BuildOptions, type CheckOptions } from '../options.js';
import { observe } from '../presence/observe.js';
import { readLatest } from '../presence/receipt.js';
import { readCheckOptions } from '../read-options.js';
import { openSession, type Session } from '../session.js';
import { explainObstacle } from '../state.js';
import { imageNamesOf } from '../unique-names.js';
import { checkConfig, type ImageConfig } from './config.js';
import { checkSize } from './size.js';

/** Checks the image of a project as it is on the engine. */
export default async function check(options: CheckOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  try {
    const session = openSession(context);
    const project = context.projectName ?? '';
    const image = imageNamesOf(session.workspaceName, context.projectGraph).get(project);
    if (image === undefined)
      throw new UserError({ what: `project ${project} has no docker-build target`, fix: 'see `npx nx show project`' });
    const read = readCheckOptions(options, { project, target: context.targetName ?? 'docker-check' }, context);
    const problems = await checkImage(image, project, read, session, context);
    for (const problem of problems) console.error(formatProblem(problem));
    return { success: problems.length === 0 };
  } catch (error) {
    console.error(describeError(explainObstacle(error)));
    return { success: false };
  }
}

async function checkImage(
  image: string,
  project: string,
  options: CheckOptions,
  session: Session,
  context: ExecutorContext,
): Promise<readonly { what: string; fix?: string }[]> {
  const name = `${image}:${session.checkoutTag}`;
  const observation = await observe(session.state);
  const receipt = readLatest(session.state, observation.engineId, image);
  const id = observation.images[name]?.id;
  if (id === undefined || receipt?.id !== id) {
    throw new UserError({
      what: `${name} is not on the engine as it was built here`,
      fix: `npx nx docker-build ${project}`,
    });
  }
  const build = (context.projectGraph.nodes[project]?.data.targets?.['docker-build']?.options ?? {}) as BuildOptions;
  const budget = options.maxSize ?? build.maxSize;
  const size = await checkSize({
    image: name,
    bytes: receipt.bytes,
    ...(budget === undefined ? {} : { maxBytes: parseSize(budget, `maxSize of ${project}`) }),
    baselineFile: join(session.state, 'sizes', `${encodeURIComponent(image)}.json`),
  });
  return [...checkConfig(name, await inspect(name)), ...size];
}

async function inspect(name: string): Promise<ImageConfig> {
  const outcome = await docker(['image', 'inspect', '--format', '{{json .Config}}', name]);
  if (outcome.kind !== 'exited' || outcome.exitCode !== 0)
    throw new UserError({ what: `${name} can't be inspected`, fix: 'build it first' });
  return JSON.parse(outcome.stdout) as ImageConfig;
}
