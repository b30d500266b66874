import { posix } from 'node:path';
import { joinPath } from '@slipway/kit';
import type { PruneRequest } from '../toolchain.js';
import { packageOf, readBuildNeeds, type BuildNeeds } from './build-needs.js';
import { edgesFrom, isInstalled } from './lock-graph.js';
import { commandsOf, linkTarget, resolveInLock, type PackageLock } from './lock.js';
import type { PackageManifest } from './manifest.js';
import type { NodePackage, Packages } from './packages.js';
import { resolveDependency, type Declarer } from './resolve.js';
import { parseSpecifier } from './specifier.js';
import { isTestOnly } from './test-only.js';
import { TsConfigs } from './tsconfig.js';
import type { View } from './views.js';

/** What pruning finds out before it decides anything. */
export interface Facts {
  readonly packages: Packages;
  readonly project: NodePackage;
  /** The project and all that it needs. */
  readonly kept: readonly NodePackage[];
  /** The folder of the lock and of its package.json. */
  readonly installRoot: string;
  readonly lock: PackageLock;
}

/** How each kept package, and the package.json of the install root, are going to be written: by their folders. */
export function decideViews(facts: Facts, { purpose, tree }: PruneRequest): ReadonlyMap<string, View> {
  const { packages, kept, project, installRoot } = facts;
  const needs = new Map(kept.map((entry) => [entry, readBuildNeeds(entry, tree)]));
  const versions = versionsAskedFor(facts);
  const configs = new TsConfigs(tree);
  const views = new Map<string, View>();

  const root = packages.installRoots.get(installRoot);
  if (root !== undefined) {
    // What the root lists for development serves the whole repository. A build can do without it where each command that it calls, and each
    // package that its scripts import, is declared by the project or library itself. Where that can't be told, everything stays but what
    // only tests need.
    const isNeeded = [...needs].some(([entry, build]) => !isSelfSufficient(entry, build, root, facts));
    const drops = (name: string): boolean => purpose === 'production' && (!isNeeded || isTestOnly(name));
    const declarer = { folder: installRoot, file: joinPath(installRoot, 'package.json'), installRoot };
    views.set(installRoot, viewOf(declarer, root, facts, drops, false));
  }
  for (const [entry, build] of needs) {
    const types = new Set([...configs.types(configs.chain(entry.folder))].map(packageOf));
    const keepsTests = purpose === 'test' && entry === project;
    const drops = (name: string): boolean =>
      !keepsTests && isTestOnly(name) && !types.has(name) && !isCalled(name, entry, build, facts);
    views.set(entry.folder, viewOf(entry, entry.manifest, facts, drops, versions.has(entry.folder)));
  }
  return views;
}

/** Where the lock has a folder of the repository. */
export function locationOf(installRoot: string, folder: string): string {
  return posix.relative(installRoot, folder);
}

function viewOf(
  from: Declarer,
  manifest: PackageManifest,
  facts: Facts,
  dropsForDevelopment: (name: string) => boolean,
  keepsVersion: boolean,
): View {
  const dropped = new Set<string>();
  const masked = new Set<string>();
  for (const declared of manifest.dependencies) {
    const { field, name, specifier } = declared;
    const resolution = resolveDependency(from, declared, facts.packages);
    if (resolution.kind !== 'package') {
      if (field === 'devDependencies' && dropsForDevelopment(name)) dropped.add(`${field} ${name}`);
    } else if (!facts.kept.includes(resolution.target)) {
      dropped.add(`${field} ${name}`);
    } else if (parseSpecifier(name, specifier).kind === 'range') {
      masked.add(name);
    }
  }
  return { drops: (field, name) => dropped.has(`${field} ${name}`), masks: (name) => masked.has(name), keepsVersion };
}

function isCalled(name: string, entry: NodePackage, { commands, imports }: BuildNeeds, facts: Facts): boolean {
  return imports.has(name) || commandsGivenBy(name, entry.folder, facts).some((command) => commands.has(command));
}

function isSelfSufficient(entry: NodePackage, build: BuildNeeds, root: PackageManifest, facts: Facts): boolean {
  const ofRoot = root.dependencies.filter(({ field }) => field !== 'devDependencies').map(({ name }) => name);
  const own = [...entry.manifest.dependencies.map(({ name }) => name), entry.name];
  const declared = new Set([...own, ...ofRoot]);
  const given = new Set([
    ...own.flatMap((name) => commandsGivenBy(name, entry.folder, facts)),
    ...ofRoot.flatMap((name) => commandsGivenBy(name, facts.installRoot, facts)),
  ]);
  return (
    !build.isOpaque &&
    [...build.commands].every((name) => given.has(name)) &&
    [...build.imports].every((name) => declared.has(name))
  );
}

/** The commands of the package that a folder gets under a name. */
function commandsGivenBy(name: string, folder: string, { lock, installRoot }: Facts): readonly string[] {
  const location = resolveInLock(lock.packages, locationOf(installRoot, folder), name);
  const entry = location === undefined ? undefined : lock.packages.get(location);
  if (entry === undefined) return [];
  const target = linkTarget(entry);
  return commandsOf(target === undefined ? entry : (lock.packages.get(target) ?? {}));
}

/** The folders of packages of the repository that one from the registry asks for: of these the version has to stay. */
function versionsAskedFor({ lock, installRoot }: Facts): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const [location, entry] of lock.packages) {
    if (!isInstalled(location) || linkTarget(entry) !== undefined) continue;
    for (const { to } of edgesFrom(lock.packages, location, [])) {
      const target = to === undefined ? undefined : linkTarget(lock.packages.get(to) ?? {});
      if (target !== undefined) folders.add(joinPath(installRoot, target));
    }
  }
  return folders;
}
