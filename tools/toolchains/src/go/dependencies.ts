import { joinPath } from '@slipway/kit';
import type { Dependency, Reader, RecognisedProject } from '../toolchain.js';
import { Modules, type Module } from './modules.js';
import { isPassedOver } from './recognise.js';
import { readSourceHead } from './source.js';

/**
 * A module depends on what it requires, where that comes from this repository. Under a go.work it can also import a member that its
 * go.mod does not name (one that was never published can't be required), so there its imports are read too. What go.mod requires counts
 * for production: it does not say what only tests need.
 */
export function goDependencies(projects: readonly RecognisedProject[], reader: Reader): readonly Dependency[] {
  const modules = new Modules(reader);
  const roots = new Set(projects.map(({ root }) => root));
  return projects.flatMap(({ root }) => {
    const module = modules.at(root);
    if (module === undefined) return [];
    const edges = new Map<string, Dependency>();
    const add = (target: string, kind: Dependency['kind'], sourceFile: string): void => {
      const known = edges.get(target);
      if (target === root || !roots.has(target) || known?.kind === 'production' || known?.kind === kind) return;
      edges.set(target, { source: root, target, kind, sourceFile });
    };
    for (const target of requiredModules(module, modules)) add(target.root, 'production', module.file);
    for (const { target, kind, file } of importedMembers(module, modules)) add(target.root, kind, file);
    return [...edges.values()];
  });
}

/**
 * The modules of this repository that a module requires. Requirements of a module that is a member too are left to its own edges; those
 * of one that is not are followed here, because it is our replacements that count for them, and not its own.
 */
function requiredModules(module: Module, modules: Modules): ReadonlySet<Module> {
  const { members } = modules.contextOf(module);
  const { local } = modules.buildListOf(module);
  const required = new Set<Module>();
  const follow = (from: Module): void => {
    for (const { path } of from.mod.requirements) {
      const target = local.get(path);
      if (target === undefined || required.has(target)) continue;
      required.add(target);
      if (!members.has(target)) follow(target);
    }
  };
  follow(module);
  return required;
}

interface ImportedMember {
  readonly target: Module;
  readonly kind: Dependency['kind'];
  readonly file: string;
}

function importedMembers(module: Module, modules: Modules): readonly ImportedMember[] {
  const { members } = modules.contextOf(module);
  if (members.size < 2) return [];
  const { local } = modules.buildListOf(module);
  return goFiles(module.root, modules.reader).flatMap((file) => {
    const { imports, constraint } = readSourceHead(modules.reader.read(file) ?? '');
    if (constraint === 'ignore') return [];
    return imports.flatMap(({ path }) => {
      const target = owner(path, local);
      return target === undefined
        ? []
        : [{ target, kind: file.endsWith('_test.go') ? 'development' : 'production', file }];
    });
  });
}

/** The module that a package belongs to: the one with the longest path that begins the package's. */
function owner(importPath: string, local: ReadonlyMap<string, Module>): Module | undefined {
  for (let path = importPath; path !== ''; path = path.slice(0, Math.max(path.lastIndexOf('/'), 0))) {
    const module = local.get(path);
    if (module !== undefined) return module;
  }
  return undefined;
}

/** The Go files of a module, those of the modules below it and of folders that the go command passes over left out. */
function goFiles(folder: string, reader: Reader): readonly string[] {
  return reader.list(folder).flatMap((name) => {
    const path = joinPath(folder, name);
    if (name.endsWith('.go') && reader.isFile(path)) return [path];
    if (isPassedOver(name) || reader.isFile(path) || reader.isFile(joinPath(path, 'go.mod'))) return [];
    return goFiles(path, reader);
  });
}
