import type { Dependency, Reader, RecognisedProject } from '../toolchain.js';
import { Packages } from './packages.js';
import { referencesOf } from './references.js';

/**
 * A project depends on what uv, poetry or pip would take from the repository for it. A requirement that merely has the name of another
 * project is none of these: it comes from an index.
 */
export function dependencies(projects: readonly RecognisedProject[], reader: Reader): readonly Dependency[] {
  const roots = new Set(projects.map(({ root }) => root));
  const packages = new Packages(reader, [...roots]);
  return projects.flatMap(({ root }) => {
    const edges = new Map<string, Dependency>();
    for (const { folder, need, sourceFile } of referencesOf(root, packages).references) {
      const known = edges.get(folder);
      if (folder === root || !roots.has(folder) || known?.kind === 'production' || known?.kind === need) continue;
      edges.set(folder, { source: root, target: folder, kind: need, sourceFile });
    }
    return [...edges.values()];
  });
}
