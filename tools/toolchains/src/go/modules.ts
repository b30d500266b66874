import { joinPath, leavesWorkspace, type Problem } from '@slipway/kit';
import type { Reader } from '../toolchain.js';
import { readBuildList, type BuildList } from './build-list.js';
import { parseGoMod, parseGoWork, type GoMod, type GoWork, type Replacement } from './manifest.js';

/** A module: a folder with a go.mod. */
export interface Module {
  readonly root: string;
  readonly file: string;
  readonly mod: GoMod;
}

/** The modules that the go command takes as its own when it runs in one of them. */
export interface Context {
  /** Absent for a module that stands alone, because no go.work is above it or because the nearest one does not use it. */
  readonly work?: { readonly file: string; readonly folder: string; readonly work: GoWork };
  readonly members: ReadonlySet<Module>;
  /** The replacements that count, those of an earlier list before those of a later one. A dependency's own never count. */
  readonly replacements: readonly (readonly PlacedReplacement[])[];
  readonly problems: readonly Problem[];
}

/** A replacement with the folder that its target is relative to. */
export interface PlacedReplacement extends Replacement {
  readonly from: string;
}

/** Reads each go.mod and go.work of a workspace once. */
export class Modules {
  readonly #modules = new Map<string, Module | undefined>();
  readonly #works = new Map<string, Context | undefined>();
  readonly #contexts = new Map<string, Context>();
  readonly #buildLists = new Map<Context, BuildList>();

  constructor(readonly reader: Reader) {}

  /** The module in a folder. */
  at(root: string): Module | undefined {
    if (!this.#modules.has(root)) this.#modules.set(root, this.#readModule(root));
    return this.#modules.get(root);
  }

  /** What the go command sees when it runs in this module. */
  contextOf(module: Module): Context {
    const known = this.#contexts.get(module.root);
    if (known !== undefined) return known;
    const nearest = this.#nearestWork(module.root);
    const context = nearest?.members.has(module) === true ? nearest : standalone(module, nearest);
    this.#contexts.set(module.root, context);
    return context;
  }

  /** Whether a go.work above the module does not use it, so that the go command refuses to work there unless told to ignore it. */
  isLeftOut(module: Module): boolean {
    return this.contextOf(module).work === undefined && this.#nearestWork(module.root) !== undefined;
  }

  /** Which modules of the repository a build of this module is made from. */
  buildListOf(module: Module): BuildList {
    const context = this.contextOf(module);
    const list = this.#buildLists.get(context) ?? readBuildList(context, this);
    this.#buildLists.set(context, list);
    return list;
  }

  #readModule(root: string): Module | undefined {
    const file = joinPath(root, 'go.mod');
    const text = this.reader.read(file);
    return text === undefined ? undefined : { root, file, mod: parseGoMod(text, file) };
  }

  #nearestWork(folder: string): Context | undefined {
    if (this.#works.has(folder)) return this.#works.get(folder);
    const file = joinPath(folder, 'go.work');
    const text = this.reader.read(file);
    const above = folder === '.' ? undefined : this.#nearestWork(joinPath(folder, '..'));
    const context = text === undefined ? above : this.#workContext(file, folder, parseGoWork(text, file));
    this.#works.set(folder, context);
    return context;
  }

  #workContext(file: string, folder: string, work: GoWork): Context {
    const problems: Problem[] = [...work.problems];
    const members = new Set<Module>();
    const byName = new Map<string, Module>();
    for (const use of work.uses) {
      const root = joinPath(folder, use.folder);
      const module = leavesWorkspace(root) ? undefined : this.at(root);
      if (module === undefined) {
        problems.push({ what: whyNotUsable(root), where: use.where, fix: `go work edit -dropuse=${use.folder}` });
      } else if (!members.has(module)) {
        members.add(module);
        problems.push(...duplicates(module, byName, use.where));
      }
    }
    const replacements = [
      placed(work.replacements, folder),
      [...members].flatMap(({ mod, root }) => placed(mod.replacements, root)),
    ];
    return { work: { file, folder, work }, members, replacements, problems };
  }
}

function whyNotUsable(root: string): string {
  return leavesWorkspace(root)
    ? `the module in ${root} is outside of the workspace`
    : `there is no ${joinPath(root, 'go.mod')}`;
}

/** Enters a module under its name; a problem where another one has it. */
function duplicates(
  module: Module,
  byName: Map<string, Module>,
  where: NonNullable<Problem['where']>,
): readonly Problem[] {
  const name = module.mod.module;
  if (name === undefined) return [];
  const other = byName.get(name);
  byName.set(name, other ?? module);
  if (other === undefined) return [];
  return [{ what: `${module.file} and ${other.file} both name the module ${name}`, where, fix: 'rename one of them' }];
}

function placed(replacements: readonly Replacement[], from: string): readonly PlacedReplacement[] {
  return replacements.map((replacement) => ({ ...replacement, from }));
}

/** A go.work that can't be read says nothing about which modules it uses, so all below it suffer from it. */
function standalone(module: Module, nearest: Context | undefined): Context {
  return {
    members: new Set([module]),
    replacements: [placed(module.mod.replacements, module.root)],
    problems: nearest?.work?.work.problems ?? [],
  };
}
