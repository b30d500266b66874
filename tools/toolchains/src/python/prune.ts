import { byCodeUnit, joinPath, sortedUnique, UserError } from '@slipway/kit';
import { closure } from '../closure.js';
import { productionFiles, projectFiles } from '../production.js';
import type { ContextFile, PrunePlan, PruneRequest, RecognisedProject } from '../toolchain.js';
import { notProduction } from './not-production.js';
import { Packages } from './packages.js';
import { prunedManifest } from './pruned-manifest.js';
import { lockedRequirements, writtenRequirements } from './locked.js';
import { requirementFiles } from './requirement-files.js';

/**
 * What `pip install --require-hashes` needs for third-party packages, and after it `pip install --no-deps --no-build-isolation` for each
 * library and for the project: the requirements with nothing else in them, manifests without what only developers use, and sources.
 * @throws UserError where the requirements are not locked, or the project is no package
 */
export function prune({ project, recognition, tree, purpose }: PruneRequest): PrunePlan {
  const nested = recognition.projects.map(({ root }) => root);
  const packages = new Packages(tree, nested);
  const libraries = closure(recognition, project.root, purpose);
  for (const each of [...libraries, project]) failUnlessPackaged(each, packages);

  const manifests = [
    ...lockedRequirements(project, libraries, packages),
    ...(purpose === 'test' ? developmentRequirements(project, packages) : []),
    ...[...libraries, project].map((each) => writeManifest(each, packages)),
  ];
  const production = (of: RecognisedProject): readonly string[] => productionFiles(of, { notProduction }, tree, nested);
  const own = purpose === 'production' ? production(project) : projectFiles(project.root, tree, nested);
  const taken = new Set(manifests.map(({ path }) => path));
  const sources = (paths: readonly string[]): readonly ContextFile[] =>
    sortedUnique(paths)
      .filter((path) => !taken.has(path) && !isRequirements(path))
      .map((path) => ({ kind: 'copy', path }));
  return {
    manifests: [...manifests].sort((a, b) => byCodeUnit(a.path, b.path)),
    libraries: sources(libraries.flatMap(production)),
    application: [
      ...sources(own),
      // Tools look for their settings in these, the workspace's too.
      ...(purpose === 'test' ? settings(project, packages) : []),
    ],
    buildArguments: {
      PROJECT: project.root,
      ...(libraries.length === 0 ? {} : { LIBRARIES: libraries.map(({ root }) => root).join(' ') }),
    },
  };
}

function writeManifest({ manifest: file, root }: RecognisedProject, packages: Packages): ContextFile {
  const manifest = packages.manifestIn(root);
  if (manifest === undefined) throw new Error(`${root} has lost its manifest`);
  return { kind: 'write', path: file, text: prunedManifest(manifest), madeFrom: [file] };
}

function developmentRequirements({ root }: RecognisedProject, packages: Packages): readonly ContextFile[] {
  return requirementFiles(root, packages.reader)
    .filter(({ need }) => need === 'development')
    .map(({ file }) => writtenRequirements(file, packages));
}

function settings(project: RecognisedProject, packages: Packages): readonly ContextFile[] {
  const workspace = packages.workspaceOf(project.root)?.root.file;
  return sortedUnique([project.manifest, ...(workspace === undefined ? [] : [workspace])]).map((path) => ({
    kind: 'copy',
    path,
  }));
}

/** Those that an image needs are written into the manifests; others say nothing that it could use. */
function isRequirements(path: string): boolean {
  return /(?:^|\/)requirements(?:-build)?\.txt$/.test(path);
}

function failUnlessPackaged({ root, manifest, problems }: RecognisedProject, packages: Packages): void {
  if (problems.length > 0) throw new UserError(problems);
  if (packages.manifestIn(root)?.isProject === true) return;
  throw new UserError({
    what: 'it has no pyproject.toml, so that pip can not install it into an image',
    where: { file: manifest },
    fix: `write ${joinPath(root, 'pyproject.toml')} with [project], [project.scripts] and [build-system]`,
  });
}
