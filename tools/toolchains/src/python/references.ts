import { joinPath, leavesWorkspace, type Place, type Problem } from '@slipway/kit';
import type { DeclaredRequirement, Manifest, Need, Source } from './manifest.js';
import type { Packages, UvWorkspace } from './packages.js';
import { localPath } from './requirement.js';
import { readRequirements, requirementFiles } from './requirement-files.js';

/** The folder of another project of the repository that a project needs, and where it says so. */
export interface Reference {
  readonly folder: string;
  readonly need: Need;
  readonly sourceFile: string;
}

/** What a project needs of the repository, and what is wrong with how it says so. */
export interface References {
  readonly references: readonly Reference[];
  readonly problems: readonly Problem[];
}

const WHEEL_OR_ARCHIVE = /\.(?:whl|zip|tgz|tar(?:\.\w+)?)$/i;

/** Finds what a project needs of the repository: in its pyproject.toml by way of uv, poetry and addresses, and in its requirements files. */
export function referencesOf(root: string, packages: Packages): References {
  const references: Reference[] = [];
  const problems: Problem[] = [];
  const take = (path: string, bases: readonly string[], need: Need, where: Place): void => {
    const found = resolve(path, bases, where, packages);
    if (found === undefined) return;
    if (typeof found === 'string') references.push({ folder: found, need, sourceFile: where.file });
    else problems.push(found);
  };

  const manifest = packages.manifestIn(root);
  const workspace = packages.workspaceOf(root);
  if (manifest !== undefined) {
    for (const { path, need, where } of manifest.paths) take(path, [root], need, where);
    for (const requirement of manifest.requirements) {
      const { need, where, url } = requirement;
      const path = url === undefined ? undefined : localPath(url);
      if (path !== undefined) take(path, [root], need, where);
      if (url !== undefined) continue;
      for (const { source, base } of sourcesOf(requirement, manifest, workspace)) {
        if (source.origin.kind === 'path') take(source.origin.path, [base], need, source.where);
        if (source.origin.kind !== 'workspace') continue;
        const folder = workspace === undefined ? undefined : packages.member(workspace, requirement.name);
        if (folder === undefined) problems.push(noMember(requirement.name, source.where));
        else references.push({ folder, need, sourceFile: source.where.file });
      }
    }
  }
  for (const { file, need } of requirementFiles(root, packages.reader)) {
    const read = readRequirements(file, packages);
    problems.push(...read.problems);
    for (const entry of read.entries) {
      if (entry.kind !== 'path') continue;
      // pip looks from the folder that it is started in, and people start it in these.
      const bases = [root, joinPath(entry.where.file, '..'), workspace?.root.folder ?? root, '.'];
      take(entry.path, bases, need, entry.where);
    }
  }
  return { references, problems };
}

/** uv looks in a project's own table first, and then in that of its workspace. */
function sourcesOf(
  { name, extra, group }: DeclaredRequirement,
  manifest: Manifest,
  workspace: UvWorkspace | undefined,
): readonly { readonly source: Source; readonly base: string }[] {
  const own = manifest.sources.get(name);
  const base = own === undefined ? (workspace?.root.folder ?? manifest.folder) : manifest.folder;
  const sources = own ?? workspace?.root.sources.get(name) ?? [];
  return sources
    .filter((source) => source.extra === undefined || source.extra === extra)
    .filter((source) => source.group === undefined || source.group === group)
    .map((source) => ({ source, base }));
}

/** The first folder that a path leads to a project in; `undefined` for an archive, which is a file like others. */
function resolve(
  path: string,
  bases: readonly string[],
  where: Place,
  packages: Packages,
): string | Problem | undefined {
  const outside = path.startsWith('/') || /^[A-Za-z]:/.test(path);
  const targets = outside ? [] : bases.map((base) => joinPath(base, path)).filter((target) => !leavesWorkspace(target));
  const [first] = targets;
  if (first === undefined) {
    const fix = 'move that project into the workspace, or require a published version of it';
    return { what: `"${path}" is outside of the workspace`, where, fix };
  }
  if (WHEEL_OR_ARCHIVE.test(path) && targets.some((target) => packages.reader.isFile(target))) return undefined;
  return (
    targets.find((target) => packages.manifestIn(target) !== undefined) ?? {
      what: `there is no ${joinPath(first, 'pyproject.toml')}`,
      where,
      fix: `write it, or correct the path "${path}"`,
    }
  );
}

function noMember(name: string, where: Place): Problem {
  return {
    what: `"${name}" is to come from the uv workspace, which has no member of that name`,
    where,
    fix: 'add its folder to members of [tool.uv.workspace], or correct the name',
  };
}
