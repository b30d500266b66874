import { UserError } from '@slipway/kit';
import { buildByCompose, ensureProjects, pullMissing } from '../images/ensure.js';
import { decideMissing } from '../images/plan.js';
import { redactorOf } from '../observe/stack-secrets.js';
import type { UpFacts } from './observe.js';
import type { UpRequest } from './up.js';

/** Makes images be there. @returns the optional services that the stack does without, with the reason */
export async function ensureImages(facts: UpFacts, request: UpRequest): Promise<ReadonlyMap<string, string>> {
  const { session, settings, context, signal } = request;
  const { model, images, selected } = facts;
  const redact = redactorOf(model, session.variables);
  // What a build prints is not ours, and may name what it was given.
  const say = (line: string): void => {
    request.say(redact(line));
  };
  const build = async (): Promise<void> => {
    if (!settings.build) return;
    await ensureProjects(images, context, say);
    await buildByCompose(images.composeBuilds, session, { say, signal });
  };
  const [reasons] = await Promise.all([pullMissing(images.others, { say, signal }), build()]);
  const missing = new Map(
    images.others.flatMap(({ image, services }) => {
      const reason = reasons.get(image);
      return reason === undefined ? [] : services.map((name) => [name, `${image}: ${reason}`] as const);
    }),
  );
  const { leftOut, needed } = decideMissing(model, selected, missing);
  if (needed.size > 0 && !signal.aborted) {
    throw new UserError(
      [...needed].map(([name, why]) => ({
        what: `${name} has no image: ${why}`,
        fix: 'pull or build it; or give the service a profile or the label dev.slipway.optional: "true"',
      })),
    );
  }
  for (const [name, why] of leftOut) say(`${name} is left out: ${why}`);
  return leftOut;
}
