import type { Problem } from '@slipway/kit';
import type { DeclaredDependency } from './manifest.js';
import type { NodePackage, Packages } from './packages.js';
import { isArchive, isSatisfied, parseSpecifier, pathTarget } from './specifier.js';

/** Where a dependency leads to. */
export type Resolution =
  | { readonly kind: 'package'; readonly target: NodePackage }
  /** A packed package in the repository. */
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'wrong'; readonly problem: Problem }
  /** A registry or a repository elsewhere. */
  | { readonly kind: 'elsewhere' };

const ELSEWHERE: Resolution = { kind: 'elsewhere' };

/** Who declares a dependency: a package, or the root of a workspace. */
export type Declarer = Pick<NodePackage, 'folder' | 'file' | 'installRoot'>;

/** Which package or archive of the repository a dependency leads to, decided as the package manager does. */
export function resolveDependency(from: Declarer, dependency: DeclaredDependency, packages: Packages): Resolution {
  const specifier = parseSpecifier(dependency.name, dependency.specifier);
  switch (specifier.kind) {
    case 'range': {
      const target = sibling(from, dependency.name, packages);
      // A version that does not match is taken from the registry, although the workspace has a package of that name.
      return target !== undefined && isSatisfied(specifier.range, target.manifest.version)
        ? { kind: 'package', target }
        : ELSEWHERE;
    }
    case 'workspace': {
      const target = sibling(from, specifier.name, packages);
      if (target !== undefined) return { kind: 'package', target };
      return wrong(
        from,
        dependency,
        `the workspace has no package ${specifier.name}`,
        'add it to the workspace, or name a version',
      );
    }
    case 'path':
      return resolvePath(from, dependency, specifier.path, packages);
    case 'elsewhere':
      return ELSEWHERE;
  }
}

function sibling(from: Declarer, name: string, packages: Packages): NodePackage | undefined {
  const [first] = packages.members.get(from.installRoot)?.get(name) ?? [];
  return first?.folder === from.folder ? undefined : first;
}

function resolvePath(from: Declarer, dependency: DeclaredDependency, path: string, packages: Packages): Resolution {
  const folder = pathTarget(from.folder, path);
  if (folder === undefined) {
    return wrong(
      from,
      dependency,
      'the path leaves the repository',
      'move what it names into the repository, or publish it',
    );
  }
  const target = packages.byFolder.get(folder);
  if (target !== undefined) return { kind: 'package', target };
  if (isArchive(folder)) return { kind: 'archive', path: folder };
  if (packages.installRoots.has(folder)) return ELSEWHERE;
  return wrong(from, dependency, `there is no ${folder}/package.json`, 'correct the path');
}

function wrong(from: Declarer, { name, specifier, field }: DeclaredDependency, why: string, fix: string): Resolution {
  return {
    kind: 'wrong',
    problem: { what: `"${name}": "${specifier}" in "${field}": ${why}`, where: { file: from.file }, fix },
  };
}
