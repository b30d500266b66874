import { join } from 'node:path';
import { readState, STATE_FOLDER, writeState } from '../state.js';

/** What others may depend on: the task's output. No time, no tag, no engine, so that the same sources give the same file everywhere. */
export interface ImageFile {
  readonly version: 1;
  readonly images: readonly { readonly name: string; readonly planHash: string; readonly digest: string }[];
}

/** Where a project's image file is, relative to its root. */
export const IMAGE_FILE = `${STATE_FOLDER}/image.json`;

/** Writes the image file, unless it says the same already. @param folder absolute path of the project */
export function writeImageFile(folder: string, images: ImageFile['images']): void {
  const path = join(folder, IMAGE_FILE);
  const file: ImageFile = { version: 1, images };
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (readState(path) !== text) writeState(path, text);
}
