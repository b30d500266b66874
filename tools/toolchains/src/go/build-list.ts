import { joinPath, leavesWorkspace, type Problem } from '@slipway/kit';
import type { Context, Module, Modules, PlacedReplacement } from './modules.js';
import { compareVersions } from './versions.js';

/** Where the modules of a build come from, as far as that is this repository. */
export interface BuildList {
  /** By module path: the members of the context, and what is replaced by a folder. */
  readonly local: ReadonlyMap<string, Module>;
  /** Replacements that the build needs and that lead nowhere. */
  readonly problems: readonly Problem[];
}

/**
 * Selects versions as the go command does, among the requirements of the modules that are in the repository. Those of modules that come
 * from a proxy are not known here; a tidy go.mod repeats the ones that matter.
 */
export function readBuildList(context: Context, modules: Modules): BuildList {
  const local = new Map([...context.members].map((module) => [module.mod.module ?? '', module]));
  const problems: Problem[] = [];
  const selected = new Map<string, string>();
  const replacements = context.replacements.map(groupByPath);
  const decided = new Set<PlacedReplacement>();
  let pending: readonly Module[] = [...context.members];
  while (pending.length > 0) {
    for (const { path, version } of pending.flatMap(({ mod }) => mod.requirements)) {
      const known = selected.get(path);
      if (known === undefined || compareVersions(version, known) > 0) selected.set(path, version);
    }
    const found: Module[] = [];
    for (const [path, version] of selected) {
      const replacement = local.has(path) ? undefined : findReplacement(replacements, path, version);
      if (replacement?.target.kind !== 'folder' || decided.has(replacement)) continue;
      decided.add(replacement);
      const root = joinPath(replacement.from, replacement.target.folder);
      const module = leavesWorkspace(root) ? undefined : modules.at(root);
      if (module === undefined) {
        problems.push(leadsNowhere(replacement, root));
      } else {
        local.set(path, module);
        found.push(module);
      }
    }
    pending = found;
  }
  return { local, problems };
}

function groupByPath(replacements: readonly PlacedReplacement[]): ReadonlyMap<string, readonly PlacedReplacement[]> {
  const groups = new Map<string, PlacedReplacement[]>();
  for (const replacement of replacements) {
    const group = groups.get(replacement.path);
    if (group === undefined) groups.set(replacement.path, [replacement]);
    else group.push(replacement);
  }
  return groups;
}

/** A replacement of one version goes before one of all versions, but go.work goes before both. */
function findReplacement(
  lists: readonly ReadonlyMap<string, readonly PlacedReplacement[]>[],
  path: string,
  version: string,
): PlacedReplacement | undefined {
  for (const list of lists) {
    const candidates = list.get(path) ?? [];
    const match =
      candidates.find((candidate) => candidate.version === version) ??
      candidates.find((candidate) => candidate.version === undefined);
    if (match !== undefined) return match;
  }
  return undefined;
}

function leadsNowhere({ path, where }: PlacedReplacement, root: string): Problem {
  return leavesWorkspace(root)
    ? {
        what: `the module ${path} is replaced by a folder outside of the workspace: ${root}`,
        where,
        fix: 'move that module into the workspace, or require a published version of it',
      }
    : {
        what: `the module ${path} is replaced by ${root}, where there is no go.mod`,
        where,
        fix: `write ${joinPath(root, 'go.mod')}, or remove this replacement`,
      };
}
