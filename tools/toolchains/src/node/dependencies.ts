import { byCodeUnit, joinPath } from '@slipway/kit';
import type { Dependency, Reader, RecognisedProject } from '../toolchain.js';
import type { DeclaredDependency } from './manifest.js';
import { readPackages, type NodePackage, type Packages } from './packages.js';
import { resolveDependency } from './resolve.js';
import { isTestOnly } from './test-only.js';

/** The edges between projects that `dependencies`, `optionalDependencies`, `peerDependencies` and `devDependencies` declare. */
export function dependencies(projects: readonly RecognisedProject[], reader: Reader): readonly Dependency[] {
  const packages = readPackages(manifestsOf(projects), reader);
  return [...packages.byFolder.values()]
    .sort((a, b) => byCodeUnit(a.folder, b.folder))
    .flatMap((from) => edgesOf(from, packages));
}

/** The manifests by which some projects were recognised: their own, and those of the workspaces they belong to. */
export function manifestsOf(projects: readonly RecognisedProject[]): readonly string[] {
  const shared = projects.flatMap(({ applicable }) => applicable.filter(isManifest));
  return [...new Set([...projects.map(({ manifest }) => manifest), ...shared])];
}

/** The edges of one package, one a target, in code unit order. */
export function edgesOf(from: NodePackage, packages: Packages): readonly Dependency[] {
  const kinds = new Map<string, Dependency['kind']>();
  for (const declared of from.manifest.dependencies) {
    const resolution = resolveDependency(from, declared, packages);
    if (resolution.kind !== 'package' || resolution.target.folder === from.folder) continue;
    const { folder } = resolution.target;
    if (kinds.get(folder) !== 'production') kinds.set(folder, kindOf(declared));
  }
  return [...kinds]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([target, kind]) => ({
      source: from.folder,
      target,
      kind,
      sourceFile: joinPath(from.folder, 'package.json'),
    }));
}

/** A library under `devDependencies` goes into the bundle or compiles it, unless its name says that it is for tests. */
export function kindOf({ name, field }: DeclaredDependency): Dependency['kind'] {
  return field === 'devDependencies' && isTestOnly(name) ? 'development' : 'production';
}

function isManifest(path: string): boolean {
  return /(?:^|\/)(?:package\.json|pnpm-workspace\.yaml)$/.test(path);
}
