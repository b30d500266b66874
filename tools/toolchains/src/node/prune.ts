import { UserError } from '@slipway/kit';
import { closure } from '../closure.js';
import type { PrunePlan, PruneRequest } from '../toolchain.js';
import { decideViews, type Facts } from './decisions.js';
import { manifestsOf } from './dependencies.js';
import { readLock } from './lock.js';
import { manifestTier } from './manifest-tier.js';
import { readPackages } from './packages.js';
import { sourceTier } from './source-tier.js';

/**
 * A workspace with the project and the libraries it needs. `manifests` holds what `npm ci` reads: package.json files that say only what
 * is installed, and the pruned lock. Their full text comes with the sources.
 * @throws UserError where there is no npm lock that can be pruned, or libraries need each other in a circle
 */
export function prune(request: PruneRequest): PrunePlan {
  const { project, recognition, tree, purpose } = request;
  const packages = readPackages(manifestsOf(recognition.projects), tree);
  const target = packages.byFolder.get(project.root);
  if (target === undefined) {
    throw new UserError({
      what: 'is no package of a workspace any more',
      where: { file: project.manifest },
      fix: 'run: npx nx reset',
    });
  }
  const needed = closure(recognition, project.root, purpose);
  const libraries = needed.flatMap(({ root }) => packages.byFolder.get(root) ?? []);
  const { installRoot } = target;
  const kept = [...libraries, target];
  const facts: Facts = { packages, project: target, kept, installRoot, lock: readLock(installRoot, tree) };
  const manifests = manifestTier(facts, decideViews(facts, request), tree);
  const installed = new Set(manifests.map(({ path }) => path));
  const librarySources = sourceTier(needed, 'production', facts, request).filter(({ path }) => isNew(path, installed));
  const earlier = new Set([...installed, ...librarySources.map(({ path }) => path)]);
  return {
    manifests,
    libraries: librarySources,
    application: sourceTier([project], purpose, facts, request).filter(({ path }) => isNew(path, earlier)),
    buildArguments: { PROJECT: project.root, LIBRARIES: libraries.map(({ folder }) => folder).join(' ') },
  };
}

/** No file is in two tiers, but for a package.json: the manifests hold a part of it. */
function isNew(path: string, earlier: ReadonlySet<string>): boolean {
  return path.endsWith('package.json') || !earlier.has(path);
}
