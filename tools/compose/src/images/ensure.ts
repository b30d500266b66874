import type { ExecutorContext } from '@nx/devkit';
import type { BuildOptions } from '@slipway/images';
import { buildProjects, type ProjectTask } from '@slipway/images/build';
import { docker } from '@slipway/images/docker';
import { UserError, type Problem } from '@slipway/kit';
import { readImage } from '../observe/engine.js';
import { composeArguments, composeFolder } from '../observe/compose.js';
import type { StackSession } from '../session.js';
import type { ImagesPlan, OtherImage } from './plan.js';

/** Who is told what goes on. */
export type Say = (line: string) => void;

/**
 * Gets the images of the workspace's own projects onto the engine, those that have to be built in one bake.
 * @throws UserError that names the projects whose image can't be had; what went wrong was told before
 */
export async function ensureProjects(
  plan: Pick<ImagesPlan, 'projects'>,
  context: ExecutorContext,
  say: Say,
): Promise<void> {
  const tasks = [...plan.projects.keys()].map((project): ProjectTask => {
    const target = context.projectGraph.nodes[project]?.data.targets?.['docker-build'];
    return { id: project, project, target: 'docker-build', options: (target?.options ?? {}) as BuildOptions };
  });
  if (tasks.length === 0) return;
  const failed: Problem[] = [];
  for await (const { id, success, output } of buildProjects(tasks, context)) {
    if (success) continue;
    say(output);
    failed.push({ what: `the image of ${id} could not be had`, fix: `npx nx docker-build ${id}` });
  }
  if (failed.length > 0) throw new UserError(failed);
}

/** Has compose build what only it knows how to build. @throws UserError where that fails */
export async function buildByCompose(
  services: readonly string[],
  session: StackSession,
  { say, signal }: { readonly say: Say; readonly signal: AbortSignal },
): Promise<void> {
  if (services.length === 0) return;
  say(`building ${services.join(', ')}`);
  const outcome = await docker([...composeArguments(session, { profiles: ['*'] }), 'build', ...services], {
    cwd: composeFolder(session),
    env: session.env,
    signal,
  });
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return;
  if (outcome.kind === 'exited') say(`${outcome.stdout}\n${outcome.stderr}`.trim());
  throw new UserError({
    what: `compose could not build ${services.join(', ')}`,
    fix: 'see its output above',
  });
}

/** Pulls what is not on the engine. @returns the images that can't be had, with the engine's reason */
export async function pullMissing(
  images: readonly OtherImage[],
  { say, signal }: { readonly say: Say; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  const reasons = await Promise.all(
    images.map(async (image): Promise<[string, string] | undefined> => {
      if ((await readImage(image.image)) !== undefined) return undefined;
      if (!image.mayPull) return [image.image, 'it is not on the engine, and the file says pull_policy: never'];
      const reason = await pull(image, say, signal);
      return reason === undefined ? undefined : [image.image, reason];
    }),
  );
  return new Map(reasons.filter((reason) => reason !== undefined));
}

async function pull({ image, platform }: OtherImage, say: Say, signal: AbortSignal): Promise<string | undefined> {
  say(`pulling ${image}`);
  const asked = platform === undefined ? [] : ['--platform', platform];
  const outcome = await docker(['pull', '--quiet', ...asked, image], { signal });
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return undefined;
  return outcome.kind === 'exited' ? shorten(outcome.stderr) : 'the pull was stopped';
}

/** The engine's answer without what it says before every error, and without the address that it asked. */
function shorten(said: string): string {
  const last = said.trim().split('\n').at(-1) ?? '';
  const reason = last.replace(/^Error response from daemon:\s*/, '');
  if (/no such host|i\/o timeout|connection refused|network is unreachable|Temporary failure/.test(reason)) {
    return 'it is not on the engine, and its registry does not answer';
  }
  return `it is not on the engine, and the registry says: ${reason}`;
}
