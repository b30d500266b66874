import type { Reader } from '@slipway/toolchains';

/** A workspace in memory: paths to texts. */
export function memoryReader(texts: Readonly<Record<string, string>>): Reader {
  const paths = Object.keys(texts);
  return {
    read: (path) => texts[path],
    isFile: (path) => path in texts,
    list: (folder) => {
      const prefix = folder === '.' ? '' : `${folder}/`;
      const names = paths
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length).split('/')[0]);
      return [...new Set(names.filter((name) => name !== undefined))].sort();
    },
  };
}
