import { byCodeUnit, joinPath, sortedUnique, UserError } from '@slipway/kit';
import type { ContextFile, FileTree, PrunePlan, PruneRequest } from '../toolchain.js';
import { settingsFiles, vendoredFolder } from './settings.js';
import { embeddedDocuments } from './embedded-docs.js';
import { placeOfValue, type CargoManifest } from './manifest.js';
import { findPackages, type Package } from './packages.js';
import { formatManifest, formatRoot } from './pruned-manifest.js';
import { stubFor } from './stubs.js';
import { mainBinary, namedTestTargets, productionTargets } from './targets.js';
import { editionOf, findMembers, manifestLoader } from './workspace.js';

/**
 * The smallest workspace in which Cargo builds a project: manifests that name only what is kept, a stub for each target so that
 * third-party packages can be built before any source is there, and the whole lock. To shrink the lock is for Cargo: features that nobody
 * asks for any more take packages with them, and only its resolver knows which.
 */
export function prune(request: PruneRequest): PrunePlan {
  const { project, tree } = request;
  const { application, others } = findPackages(request);
  const packages = [...others, application];
  const shared = sharedFiles(application.root, tree);
  const documents = showDocuments(packages, shared, tree);
  const sources = (role: Package['role']): readonly ContextFile[] =>
    packages
      .filter((entry) => entry.role === role)
      .flatMap((entry) => [
        ...entry.files.filter((file) => !shared.includes(file)).map(copy),
        ...(documents.get(entry) ?? []),
      ]);
  const binary = mainBinary(project);
  return {
    manifests: inOrder([
      ...writeManifests(packages, tree),
      ...shared.map(copy),
      ...packages.filter(({ role }) => role !== 'replacement').flatMap((entry) => writeStubs(entry, tree)),
      ...sources('replacement'),
    ]),
    libraries: inOrder(sources('library')),
    application: inOrder(sources('application')),
    buildArguments: { PROJECT: project.root, ...(binary === undefined ? {} : { BINARY: binary.name }) },
  };
}

/** The lock and the settings, which hold for the whole workspace. */
function sharedFiles(root: CargoManifest, tree: FileTree): readonly string[] {
  const files = settingsFiles(root.folder, tree);
  if (!files.includes(joinPath(root.folder, 'Cargo.lock'))) {
    throw new UserError({
      what: 'the workspace has no Cargo.lock, so nobody can say which packages its image would be built of',
      where: { file: root.file },
      fix: `run "cargo generate-lockfile --manifest-path ${root.file}", and keep the file in git`,
    });
  }
  const vendored = vendoredFolder(files, tree);
  if (vendored !== undefined) {
    throw new UserError({
      what: `third-party packages are taken from the folder "${vendored.folder}", which a pruned context does not hold`,
      where: vendored.place,
      fix: 'take them from a registry, or give the project a Dockerfile of its own with the repository as context',
    });
  }
  return files;
}

function writeManifests(packages: readonly Package[], tree: FileTree): readonly ContextFile[] {
  const roots = [...new Set(packages.map(({ root }) => root))];
  const others = packages.filter(({ manifest, root }) => manifest !== root);
  return [
    ...roots.map((root) => writeRoot(root, packages, tree)),
    ...others.map(({ manifest: { file }, pruned }) => write(file, formatManifest(file, pruned), [file])),
  ];
}

function writeRoot(root: CargoManifest, packages: readonly Package[], tree: FileTree): ContextFile {
  const own = packages.filter((entry) => entry.root === root);
  const folders = packages.map(({ project }) => project.root);
  const members = findMembers(root, folders, manifestLoader(tree));
  const rootPackage = own.find(({ manifest }) => manifest === root)?.pruned;
  const text = formatRoot({
    root,
    ...(rootPackage === undefined ? {} : { package: rootPackage }),
    folders,
    members: folders.filter((folder) => members.has(folder)).sort(byCodeUnit),
    packages: own.map(({ pruned }) => pruned),
  });
  return write(root.file, text, sortedUnique([root.file, ...own.map(({ manifest }) => manifest.file)]));
}

/** A stub for each target that has a source. One that lacks it gets none, since nothing would ever take the stub's place. */
function writeStubs({ manifest, root, keep, files }: Package, tree: FileTree): readonly ContextFile[] {
  const targets = [
    ...productionTargets(manifest, tree, editionOf(manifest, root)),
    ...(keep === 'tests' ? namedTestTargets(manifest, tree) : []),
  ];
  const kept = new Set(files);
  const stubs = new Map<string, ContextFile>();
  for (const target of targets) {
    const path = joinPath(manifest.folder, target.path);
    if (!tree.isFile(path)) continue;
    if (!kept.has(path)) throw outside(manifest, target.path);
    stubs.set(path, write(path, stubFor(target), [manifest.file]));
  }
  return [...stubs.values()];
}

function outside(manifest: CargoManifest, path: string): UserError {
  return new UserError({
    what: `the target's source "${path}" is not among the files that a production build of the package sees`,
    where: placeOfValue(manifest, path),
    fix: 'move it below src',
  });
}

/** An empty file for each document that sources show and that no package brings. The first package that shows it has it. */
function showDocuments(
  packages: readonly Package[],
  shared: readonly string[],
  tree: FileTree,
): ReadonlyMap<Package, readonly ContextFile[]> {
  const taken = new Set([...shared, ...packages.flatMap(({ manifest, files }) => [manifest.file, ...files])]);
  const shown = new Map<Package, ContextFile[]>();
  for (const entry of packages) {
    for (const file of entry.files.filter((path) => path.endsWith('.rs'))) {
      for (const path of embeddedDocuments(tree.read(file) ?? '', file, entry.project.root)) {
        if (taken.has(path) || !tree.isFile(path)) continue;
        taken.add(path);
        shown.set(entry, [...(shown.get(entry) ?? []), write(path, '', [file])]);
      }
    }
  }
  return shown;
}

function copy(path: string): ContextFile {
  return { kind: 'copy', path };
}

function write(path: string, text: string, madeFrom: readonly string[]): ContextFile {
  return { kind: 'write', path, text, madeFrom };
}

function inOrder(files: readonly ContextFile[]): readonly ContextFile[] {
  return [...files].sort((a, b) => byCodeUnit(a.path, b.path));
}
