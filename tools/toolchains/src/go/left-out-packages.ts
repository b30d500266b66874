import { joinPath, relativeTo, type Problem } from '@slipway/kit';
import type { FileTree } from '../toolchain.js';
import type { Module } from './modules.js';
import { readSourceHead } from './source.js';

/**
 * Packages that are imported although they are left out, as generated code in `docs` is. The compiler would look for them at a proxy.
 * @param dropped the files of the modules that the build does not get
 * @param kept those that it gets
 */
export function leftOutPackages(
  modules: readonly Module[],
  dropped: readonly string[],
  kept: readonly string[],
  tree: FileTree,
): readonly Problem[] {
  const folders = new Set(dropped.filter((path) => path.endsWith('.go') && !path.endsWith('_test.go')).map(folderOf));
  for (const path of kept) if (path.endsWith('.go')) folders.delete(folderOf(path));
  if (folders.size === 0) return [];
  const byImport = new Map(
    modules.flatMap(({ root, mod }) =>
      [...folders]
        .filter((folder) => folder.startsWith(root === '.' ? '' : `${root}/`))
        .map((folder) => [`${mod.module ?? ''}/${relativeTo(root, folder)}`, folder]),
    ),
  );
  return kept
    .filter((path) => path.endsWith('.go'))
    .flatMap((file) =>
      readSourceHead(tree.read(file) ?? '').imports.flatMap(({ path, line }) => {
        const folder = byImport.get(path);
        if (folder === undefined) return [];
        return [
          {
            what: `it imports ${folder}, which production builds leave out, since it looks like tests or documents`,
            where: { file, line },
            fix: 'give that package another folder: testdata, and docs right below a project, are left out',
          },
        ];
      }),
    );
}

function folderOf(path: string): string {
  return joinPath(path, '..');
}
