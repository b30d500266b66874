import type { Problem } from '@slipway/kit';
import { UserError } from '@slipway/kit';
import { closure } from './closure.js';
import { productionExcludes } from './production.js';
import type { Purpose } from './toolchain.js';
import type { RecognisedWorkspace, WorkspaceProject } from './workspace.js';

/** The libraries that a project needs, or why that can't be told (they need each other in a circle). */
export function neededProjects(
  entry: WorkspaceProject,
  purpose: Purpose,
): { readonly roots: readonly string[]; readonly problems: readonly Problem[] } {
  try {
    return { roots: closure(entry.recognition, entry.project.root, purpose).map(({ root }) => root), problems: [] };
  } catch (error) {
    if (error instanceof UserError) return { roots: [], problems: error.problems };
    throw error;
  }
}

/**
 * Nx inputs (https://nx.dev/reference/inputs) for all that can change what a project is built of: its production files, those of the
 * libraries it needs, and the manifests, locks and settings that apply. With `ownTests` the project's other files count too.
 */
export function sourceInputs(
  entry: WorkspaceProject,
  workspace: RecognisedWorkspace,
  { purpose, ownTests }: { readonly purpose: Purpose; readonly ownTests: boolean },
): readonly string[] {
  const { root } = entry.project;
  const libraries = neededProjects(entry, purpose).roots;
  const needed = new Set([root, ...libraries]);
  const own = ownTests ? [`{projectRoot}/**/*`] : filesets('{projectRoot}', entry);
  const nested = [...needed].flatMap((outer) =>
    nestedBelow(outer, workspace.roots).filter((inner) => !needed.has(inner)),
  );
  return [
    ...own,
    ...libraries.flatMap((library) => filesets(`{workspaceRoot}/${library}`, entry)),
    ...nested.map((inner) => `!{workspaceRoot}/${inner}/**/*`),
    ...entry.project.applicable.map((file) => `{workspaceRoot}/${file}`),
  ];
}

function filesets(base: string, { toolchain }: WorkspaceProject): readonly string[] {
  return [`${base}/**/*`, `!${base}/{${productionExcludes(toolchain).join(',')}}`];
}

function nestedBelow(root: string, roots: readonly string[]): readonly string[] {
  return roots.filter((other) => other !== root && (root === '.' || other.startsWith(`${root}/`)));
}
