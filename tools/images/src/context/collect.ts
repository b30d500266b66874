import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@slipway/kit';

/** Removes the contexts of images that no project has any more. @param isWanted told the image's name */
export function collectContexts(state: string, isWanted: (image: string) => boolean): number {
  const folder = join(state, 'contexts');
  const unwanted = foldersIn(folder).filter((name) => !isWanted(decodeURIComponent(name)));
  for (const name of unwanted) rmSync(join(folder, name), { recursive: true, force: true });
  return unwanted.length;
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
