import { byCodeUnit, isInside, sortedUnique } from '@slipway/kit';
import type { FileTree } from './toolchain.js';

/** A file tree over texts in memory, for tests: path to text. */
export function memoryTree(files: Readonly<Record<string, string>>): FileTree {
  const paths = Object.keys(files).sort(byCodeUnit);
  return {
    read: (path) => files[path],
    isFile: (path) => path in files,
    list: (folder) => sortedUnique(under(folder).map((path) => below(folder, path).split('/')[0] ?? '')),
    under,
  };
  function under(folder: string): readonly string[] {
    return paths.filter((path) => isInside(path, folder));
  }
}

function below(folder: string, path: string): string {
  return folder === '.' ? path : path.slice(folder.length + 1);
}
