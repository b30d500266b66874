import { isInside, joinPath, UserError } from '@slipway/kit';
import { closure } from '../closure.js';
import { productionFiles, projectFiles } from '../production.js';
import type { ContextFile, PrunePlan, PruneRequest, Purpose, RecognisedProject } from '../toolchain.js';
import { archivesOf } from './applicable.js';
import { buildScripts } from './build-needs.js';
import { decideViews, locationOf, type Facts } from './decisions.js';
import { manifestsOf } from './dependencies.js';
import { isObject } from './json.js';
import { notProduction } from './layout.js';
import { readLock, type LockEntry } from './lock.js';
import { readPackages, type NodePackage } from './packages.js';
import { pruneLock } from './prune-lock.js';
import { TsConfigs } from './tsconfig.js';
import { buildView, installView, type View } from './views.js';

/**
 * A workspace with the project and the libraries it needs. `manifests` holds what `npm ci` reads: package.json files that say only what
 * is installed, and the pruned lock. Their full text, without what only tests need, comes with the sources.
 * @throws UserError where there is no npm lock that can be pruned, or libraries need each other in a circle
 */
export function prune(request: PruneRequest): PrunePlan {
  const { project, recognition, tree, purpose } = request;
  const packages = readPackages(manifestsOf(recognition.projects), tree);
  const target = packages.byFolder.get(project.root);
  if (target === undefined)
    throw new UserError({ what: `${project.root} is no package of the workspace`, where: { file: project.manifest } });
  const needed = closure(recognition, project.root, purpose);
  const libraries = needed.flatMap(({ root }) => packages.byFolder.get(root) ?? []);
  const { installRoot } = target;
  const facts: Facts = {
    packages,
    project: target,
    kept: [...libraries, target],
    installRoot,
    lock: readLock(installRoot, tree),
  };
  const views = decideViews(facts, request);
  const manifests = manifestFiles(facts, views, request);
  const placed = new Set(manifests.map(({ path }) => path));
  const librarySources = sourcesOf(needed, 'production', facts, views, request, placed);
  for (const { path } of librarySources) placed.add(path);
  return {
    manifests,
    libraries: librarySources,
    application: sourcesOf([project], purpose, facts, views, request, placed),
    buildArguments: { PROJECT: project.root, LIBRARIES: libraries.map(({ folder }) => folder).join(' ') },
  };
}

type Views = ReadonlyMap<string, View>;

function manifestFiles(facts: Facts, views: Views, { tree }: PruneRequest): readonly ContextFile[] {
  const { packages, kept, installRoot, lock } = facts;
  const rootFile = joinPath(installRoot, 'package.json');
  const root = packages.installRoots.get(installRoot)?.content ?? {};
  const settings = ['.npmrc'].map((name) => joinPath(installRoot, name)).filter((path) => tree.isFile(path));
  const declarers = [
    { from: { folder: installRoot, file: rootFile, installRoot }, manifest: packages.installRoots.get(installRoot) },
    ...kept.map((entry) => ({ from: entry, manifest: entry.manifest })),
  ];
  const archives = declarers.flatMap(({ from, manifest }) =>
    manifest === undefined ? [] : archivesOf(from, manifest, packages, tree),
  );
  const members = kept.filter(({ folder }) => folder !== installRoot);
  return [
    written(rootFile, rootView(root, facts, views), [rootFile]),
    { kind: 'write', path: lock.file, text: pruneLock(lock, keptEntries(facts, views)), madeFrom: [lock.file] },
    ...members.map(({ folder, file, manifest }) =>
      written(file, memberView(manifest.content, views.get(folder)), [file]),
    ),
    ...[...new Set([...settings, ...archives])].map((path): ContextFile => ({ kind: 'copy', path })),
  ];
}

/** The lock's entries of all that is kept, rewritten just as their package.json files are: what did not match before does not match after. */
function keptEntries(facts: Facts, views: Views): ReadonlyMap<string, LockEntry> {
  const { kept, installRoot, lock } = facts;
  const entries = new Map<string, LockEntry>([['', rootView(lock.packages.get('') ?? {}, facts, views)]]);
  for (const { folder } of kept) {
    const entry = lock.packages.get(locationOf(installRoot, folder));
    if (folder !== installRoot && entry !== undefined)
      entries.set(locationOf(installRoot, folder), memberView(entry, views.get(folder)));
  }
  return entries;
}

type Fields = Readonly<Record<string, unknown>>;

const KEEP_ALL: View = { drops: () => false, masks: () => false, keepsVersion: true };

function memberView(fields: Fields, view: View = KEEP_ALL): Fields {
  return installView(fields, view, 'member');
}

function rootView(fields: Fields, { kept, installRoot, packages }: Facts, views: Views): Fields {
  const view = installView(fields, views.get(installRoot) ?? KEEP_ALL, 'root');
  const folders = kept.filter((entry) => entry.installRoot === installRoot && entry.folder !== installRoot);
  const workspaces = folders.map(({ folder }) => locationOf(installRoot, folder)).sort();
  const declared = packages.installRoots.get(installRoot)?.dependencies ?? [];
  const specifiers = new Map(declared.map(({ name, specifier }) => [name, specifier]));
  return {
    ...view,
    ...('workspaces' in fields ? { workspaces } : {}),
    ...(isObject(view['overrides']) ? { overrides: spellOut(view['overrides'], specifiers) } : {}),
  };
}

/** An override `$name` means "as the root declares it", and npm stops where the root does not any more. */
function spellOut(overrides: Fields, specifiers: ReadonlyMap<string, string>): Fields {
  const spelled = Object.entries(overrides).map(([name, value]): readonly [string, unknown] => {
    if (isObject(value)) return [name, spellOut(value, specifiers)];
    return [
      name,
      typeof value === 'string' && value.startsWith('$') ? (specifiers.get(value.slice(1)) ?? value) : value,
    ];
  });
  return Object.fromEntries(spelled);
}

/** The sources of some projects, with their package.json written anew, and the tsconfigs elsewhere that theirs need. */
function sourcesOf(
  projects: readonly RecognisedProject[],
  purpose: Purpose,
  { packages, kept, lock }: Facts,
  views: Views,
  { recognition, tree }: PruneRequest,
  placed: ReadonlySet<string>,
): readonly ContextFile[] {
  const nested = recognition.projects.map(({ root }) => root);
  const configs = new TsConfigs(tree);
  const own = projects.flatMap((project) =>
    purpose === 'test'
      ? projectFiles(project.root, tree, nested)
      : productionFiles(project, { notProduction }, tree, nested),
  );
  const chain = projects.flatMap(({ root }) => [...configs.chain(root)]);
  const shared = chain.filter((path) => !kept.some(({ folder }) => isInside(path, folder)));
  const manifests = new Set(kept.map(({ file }) => file));
  const copied = [...new Set([...own, ...shared])].filter(
    (path) => !placed.has(path) && !manifests.has(path) && path !== lock.file,
  );
  return [
    ...projects
      .flatMap(({ root }) => packages.byFolder.get(root) ?? [])
      .map((entry) => fullManifest(entry, views.get(entry.folder) ?? KEEP_ALL, purpose)),
    ...copied.map((path): ContextFile => ({ kind: 'copy', path })),
  ];
}

function fullManifest({ file, manifest }: NodePackage, view: View, purpose: Purpose): ContextFile {
  const building = buildScripts(manifest.scripts);
  const keepsScript = (name: string): boolean => purpose === 'test' || name === 'start' || building.has(name);
  return written(file, buildView(manifest.content, view, keepsScript), [file]);
}

function written(path: string, value: Fields, madeFrom: readonly string[]): ContextFile {
  return { kind: 'write', path, text: `${JSON.stringify(value, undefined, 2)}\n`, madeFrom };
}
