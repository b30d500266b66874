import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit, isMissing, readIfPresent } from '@slipway/kit';
import type { FileTree, Reader } from './toolchain.js';

/** Reads a workspace from the disk. @param root absolute path of the workspace */
export function diskReader(root: string): Reader {
  return {
    read: (path) => readIfPresent(join(root, path)),
    isFile: (path) => {
      try {
        return statSync(join(root, path)).isFile();
      } catch (error) {
        // Below something that is a file there is nothing, which `throwIfNoEntry` does not cover.
        if (isMissing(error)) return false;
        throw error;
      }
    },
    list: (folder) => {
      try {
        return readdirSync(join(root, folder)).sort(byCodeUnit);
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
  };
}

/** The disk, with the list of the files that belong to the workspace. @param files relative paths, in any order */
export function diskTree(root: string, files: readonly string[]): FileTree {
  const sorted = [...files].sort(byCodeUnit);
  const under = (folder: string): readonly string[] => {
    if (folder === '.') return sorted;
    const prefix = `${folder}/`;
    const start = lowerBound(sorted, prefix);
    let end = start;
    while (sorted[end]?.startsWith(prefix) === true) end += 1;
    return sorted.slice(start, end);
  };
  return { ...diskReader(root), under };
}

/** The first position in a sorted list that is not before `value`. */
function lowerBound(sorted: readonly string[], value: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
