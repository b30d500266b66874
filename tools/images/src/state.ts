import { lstatSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { hasErrorCode, readIfPresent, UserError, writeAtomically } from '@slipway/kit';

/** Where a workspace, and each of its projects, keeps what can be made anew. */
export const STATE_FOLDER = '.slipway';

/** The text of a file that Slipway keeps; absent where there is none, and where a folder lies in its place. */
export function readState(path: string): string | undefined {
  try {
    return readIfPresent(path);
  } catch (error) {
    if (hasErrorCode(error, 'EISDIR')) return undefined;
    throw error;
  }
}

/** Writes a file that Slipway keeps. @throws UserError where something lies in its place or in that of one of its folders */
export function writeState(path: string, text: string): void {
  try {
    writeAtomically(path, text);
  } catch (error) {
    throw explainObstacle(error);
  }
}

/** An error of the file system as a UserError, where it comes of something that lies where Slipway keeps its state; else the error itself. */
export function explainObstacle(error: unknown): unknown {
  if (!hasErrorCode(error, 'EISDIR', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ENOTEMPTY')) return error;
  const { path, dest } = error as { readonly path?: unknown; readonly dest?: unknown };
  for (const touched of [dest, path]) {
    const obstacle = typeof touched === 'string' ? findObstacle(touched) : undefined;
    if (obstacle !== undefined) return new UserError(obstacle, { cause: error });
  }
  return error;
}

/** The first place on the way to a file, from `.slipway` on, that holds something else than is kept there. */
function findObstacle(path: string): { readonly what: string; readonly fix: string } | undefined {
  const parts = path.split(sep);
  const from = parts.indexOf(STATE_FOLDER);
  if (from < 0) return undefined;
  for (let length = from + 1; length <= parts.length; length += 1) {
    const place = parts.slice(0, length).join(sep);
    if (lstatSync(place, { throwIfNoEntry: false }) === undefined) return undefined;
    const stat = statSync(place, { throwIfNoEntry: false });
    const isLast = length === parts.length;
    if (stat?.isDirectory() === true && !isLast) continue;
    const name = shown(place);
    return stat?.isDirectory() === true
      ? { what: `${name} is a folder, where Slipway keeps a file`, fix: `take it away: rm -r ${name}` }
      : {
          what: `${name} is ${stat === undefined ? 'a link to nothing' : 'a file'}, where Slipway keeps a folder`,
          fix: `take it away: rm ${name}`,
        };
  }
  return undefined;
}

function shown(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') || isAbsolute(below) ? path : below;
}

/** The workspace's own. @param root absolute path of the workspace */
export function stateOf(root: string): string {
  return join(root, STATE_FOLDER);
}
