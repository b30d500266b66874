import { statSync } from 'node:fs';
import { isMissing, UserError } from '@slipway/kit';
import { askEngine } from '@slipway/images/docker';
import { z } from 'zod';
import type { StackModel } from '../model/model.js';
import type { FileFacts, ImageFacts } from './facts.js';

const strings = z
  .array(z.string())
  .nullish()
  .transform((items) => items ?? []);

const inspected = z.object({
  Config: z
    .object({
      User: z.string().nullish(),
      Healthcheck: z.object({ Test: strings }).nullish(),
      Entrypoint: strings,
      Cmd: strings,
    })
    .nullish(),
});

/** What the engine says of the images of a stack. Images that are not here, or no engine at all, leave facts out and are no failure. */
export async function gatherImageFacts(model: StackModel): Promise<Readonly<Record<string, ImageFacts>>> {
  const names = [...new Set(Object.values(model.services).flatMap(({ image }) => image ?? []))];
  try {
    const found = await Promise.all(names.map(async (name) => [name, await inspect(name)] as const));
    return Object.fromEntries(found.flatMap(([name, facts]) => (facts === undefined ? [] : [[name, facts]])));
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

async function inspect(name: string): Promise<ImageFacts | undefined> {
  const answer = await askEngine(`/images/${name.split('/').map(encodeURIComponent).join('/')}/json`);
  if (answer.status !== 200) return undefined;
  const { Config: config } = inspected.parse(JSON.parse(answer.body));
  return {
    user: config?.User == null || config.User === '' ? 'root' : config.User,
    healthcheck: config?.Healthcheck?.Test ?? [],
    entrypoint: config?.Entrypoint ?? [],
    command: config?.Cmd ?? [],
  };
}

/** Owner and mode of the files that secrets come from; of one that is not there nothing is known. */
export function gatherFileFacts(model: StackModel): Readonly<Record<string, FileFacts>> {
  const paths = Object.values(model.secrets).flatMap(({ file }) => file ?? []);
  return Object.fromEntries(
    paths.flatMap((path) => {
      try {
        const { mode, uid } = statSync(path);
        return [[path, { mode, uid }] as const];
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    }),
  );
}
