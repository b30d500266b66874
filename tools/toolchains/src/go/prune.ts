import { isInside, joinPath, sortedUnique, UserError } from '@slipway/kit';
import { closure } from '../closure.js';
import { productionFiles, projectFiles } from '../production.js';
import type { ContextFile, FileTree, PrunePlan, PruneRequest, RecognisedProject } from '../toolchain.js';
import { missingEmbeds } from './embed.js';
import { leftOutPackages } from './left-out-packages.js';
import { Modules } from './modules.js';

/** Test code, and settings of tools that take no part in a build. */
export const notProduction: readonly string[] = [
  '**/*_test.go',
  '**/testdata/**',
  '**/*.feature',
  '.golangci.{yml,yaml,toml,json}',
  '.air.toml',
];

/**
 * Keeps every go.mod of the context, since each takes part in selecting versions: without that of a module that is not even built, another
 * would get an older dependency. Of sources it keeps those of the project and of the modules that it needs.
 * @throws UserError where a source embeds or imports what is left out
 */
export function pruneGo(request: PruneRequest): PrunePlan {
  const { project, recognition, tree, purpose } = request;
  const nested = recognition.projects.map(({ root }) => root);
  const production = (of: RecognisedProject): readonly string[] => productionFiles(of, { notProduction }, tree, nested);
  const { locals, vendor } = lookAround(project, tree);
  const libraries = closure(recognition, project.root, purpose).filter(({ root }) => locals.has(root));

  const own = purpose === 'production' ? production(project) : projectFiles(project.root, tree, nested);
  const vendored = vendor === undefined ? [] : own.filter((path) => isInside(path, vendor));
  const libraryFiles = libraries.flatMap((library) => sources(production(library), library.root));
  const applicationFiles = sources(own, project.root);
  failOnWrongGuess([project, ...libraries], [...libraryFiles, ...applicationFiles], request);
  return {
    manifests: copies([...project.applicable, ...vendored]),
    libraries: copies(libraryFiles),
    application: copies(applicationFiles),
    buildArguments: {
      PROJECT: project.root,
      ...(libraries.length === 0 ? {} : { LIBRARIES: libraries.map(({ root }) => root).join(' ') }),
    },
  };
}

/**
 * The folders of the modules that this build takes from the repository, and the vendor folder that it compiles. An edge can lead further:
 * a library on its own may replace a module that is not replaced here, and then it comes from a proxy.
 */
function lookAround(project: RecognisedProject, tree: FileTree): { locals: ReadonlySet<string>; vendor?: string } {
  const modules = new Modules(tree);
  const module = modules.at(project.root);
  if (module === undefined) return { locals: new Set() };
  const locals = new Set([...modules.buildListOf(module).local.values()].map(({ root }) => root));
  const vendor = joinPath(project.root, 'vendor');
  const isVendored = modules.contextOf(module).work === undefined && tree.isFile(joinPath(vendor, 'modules.txt'));
  return { locals, ...(isVendored ? { vendor } : {}) };
}

/** A module's files without its go.mod and go.sum, which are manifests, and its vendor folder, which another module never compiles. */
function sources(files: readonly string[], root: string): readonly string[] {
  const apart = ['go.mod', 'go.sum', 'go.work', 'go.work.sum'].map((name) => joinPath(root, name));
  const vendor = joinPath(root, 'vendor');
  return files.filter((path) => !apart.includes(path) && !isInside(path, vendor));
}

/** Leaving a file out is a guess from its name. Where code says otherwise, only its author can settle it. */
function failOnWrongGuess(
  projects: readonly RecognisedProject[],
  kept: readonly string[],
  { recognition, tree }: PruneRequest,
): void {
  const nested = recognition.projects.map(({ root }) => root);
  const keptFiles = new Set(kept);
  const dropped = projects
    .flatMap(({ root }) => projectFiles(root, tree, nested))
    .filter((path) => !keptFiles.has(path));
  const modules = new Modules(tree);
  const members = projects.flatMap(({ root }) => modules.at(root) ?? []);
  const problems = [...missingEmbeds(dropped, kept, tree), ...leftOutPackages(members, dropped, kept, tree)];
  if (problems.length > 0) throw new UserError(problems);
}

function copies(paths: readonly string[]): readonly ContextFile[] {
  return sortedUnique(paths).map((path) => ({ kind: 'copy', path }));
}
