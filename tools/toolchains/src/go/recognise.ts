import { byCodeUnit, joinPath, leavesWorkspace, sortedUnique } from '@slipway/kit';
import type { Binary, Reader, RecognisedProject } from '../toolchain.js';
import { shortName } from './manifest.js';
import { Modules, type Context, type Module } from './modules.js';
import { constraintHolds, isCompiledName, isImageTag, readSourceHead } from './source.js';

/** The modules among the manifests, each a project. */
export function recogniseGo(manifests: readonly string[], reader: Reader): readonly RecognisedProject[] {
  const modules = new Modules(reader);
  const applicable = new Map<Context, readonly string[]>();
  return moduleFolders(manifests, modules).flatMap((root) => {
    const module = modules.at(root);
    if (module === undefined) return [];
    const context = modules.contextOf(module);
    const files = applicable.get(context) ?? applicableFiles(context, reader);
    applicable.set(context, files);
    return [toProject(module, context, files, modules)];
  });
}

function toProject(
  module: Module,
  context: Context,
  applicable: readonly string[],
  modules: Modules,
): RecognisedProject {
  const name = module.mod.module === undefined ? folderName(module.root) : shortName(module.mod.module);
  const binaries = findBinaries(module.root, name, modules.reader);
  return {
    root: module.root,
    name,
    toolchain: 'go',
    kind: binaries.length > 0 ? 'application' : 'library',
    manifest: module.file,
    binaries,
    applicable,
    problems: [...module.mod.problems, ...context.problems, ...modules.buildListOf(module).problems],
  };
}

function folderName(root: string): string {
  return root === '.' ? 'workspace' : (root.split('/').at(-1) ?? root);
}

/**
 * The folders that hold a module, less those that the go command itself passes over (test data, vendored code, names that begin with a
 * dot or an underscore), unless another module builds with one of these.
 */
function moduleFolders(manifests: readonly string[], modules: Modules): readonly string[] {
  const all = manifests
    .filter((path) => path === 'go.mod' || path.endsWith('/go.mod'))
    .map((path) => joinPath(path, '..'));
  const plain = all.filter((root) => !root.split('/').some(isPassedOver));
  const lists = plain.flatMap((root) => {
    const module = modules.at(root);
    return module === undefined ? [] : [modules.buildListOf(module)];
  });
  const used = [...new Set(lists)].flatMap(({ local }) => [...local.values()].map(({ root }) => root));
  const known = new Set(all);
  return sortedUnique([...plain, ...used.filter((root) => known.has(root))]);
}

/** Whether the go command ignores a folder of this name in `./...`. */
export function isPassedOver(name: string): boolean {
  return ['testdata', 'vendor', 'node_modules'].includes(name) || (/^[._]/.test(name) && name !== '.');
}

/**
 * The files beside its sources that decide what a module is built from. Every go.mod of the context counts, since each can raise the
 * version that all of them get.
 */
export function applicableFiles({ work, members, replacements }: Context, reader: Reader): readonly string[] {
  const replaced = replacements
    .flat()
    .flatMap(({ from, target }) => (target.kind === 'folder' ? [joinPath(from, target.folder)] : []));
  const roots = [...members].map(({ root }) => root);
  const files = [
    ...roots.flatMap((root) => [joinPath(root, 'go.mod'), joinPath(root, 'go.sum')]),
    ...replaced.map((root) => joinPath(root, 'go.mod')),
    ...(work === undefined ? [] : [work.file, `${work.file}.sum`]),
  ];
  const vendored = work === undefined ? [] : vendoredFiles(joinPath(work.folder, 'vendor'), reader);
  return [...sortedUnique(files).filter((file) => !leavesWorkspace(file) && reader.isFile(file)), ...vendored];
}

/** A vendor folder beside go.work belongs to no module, and all of it is compiled. */
function vendoredFiles(folder: string, reader: Reader): readonly string[] {
  return reader.isFile(joinPath(folder, 'modules.txt')) ? filesBelow(folder, reader).sort(byCodeUnit) : [];
}

function filesBelow(folder: string, reader: Reader): string[] {
  return reader.list(folder).flatMap((name) => {
    const path = joinPath(folder, name);
    return reader.isFile(path) ? [path] : filesBelow(path, reader);
  });
}

/** The module's programs: a main package in its root folder, and in each folder of `cmd`. */
function findBinaries(root: string, name: string, reader: Reader): readonly Binary[] {
  const commands = reader.list(joinPath(root, 'cmd')).filter((folder) => !isPassedOver(folder));
  return [
    ...(isMainPackage(root, reader) ? [{ name, entry: '.' }] : []),
    ...commands
      .map((folder) => ({ name: folder, entry: `cmd/${folder}` }))
      .filter(({ entry }) => {
        const folder = joinPath(root, entry);
        return !reader.isFile(joinPath(folder, 'go.mod')) && isMainPackage(folder, reader);
      }),
  ];
}

/** All files of a package that are compiled for one system name the same package, so the first of them decides. */
function isMainPackage(folder: string, reader: Reader): boolean {
  for (const name of reader.list(folder).filter(isCompiledName)) {
    const { packageName, constraint } = readSourceHead(reader.read(joinPath(folder, name)) ?? '');
    if (packageName === undefined || (constraint !== undefined && !constraintHolds(constraint, isImageTag))) continue;
    return packageName === 'main';
  }
  return false;
}
