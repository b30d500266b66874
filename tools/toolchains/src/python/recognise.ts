import { isInside, joinPath, sortedUnique, type Problem } from '@slipway/kit';
import type { Reader, RecognisedProject } from '../toolchain.js';
import { binariesOf, looseProgram } from './entries.js';
import type { Manifest } from './manifest.js';
import { foldersUpFrom, Packages } from './packages.js';
import { referencesOf } from './references.js';
import { readRequirements, requirementFiles } from './requirement-files.js';

/** The projects among the manifests: each pyproject.toml that declares one, and each folder of sources that only has a requirements.txt. */
export function recognise(manifests: readonly string[], reader: Reader): readonly RecognisedProject[] {
  const foldersOf = (name: string): readonly string[] =>
    sortedUnique(
      manifests
        .filter((path) => path === name || path.endsWith(`/${name}`))
        .map((path) => joinPath(path, '..'))
        .filter((folder) => !folder.split('/').some(isForeign)),
    );
  const packages = new Packages(reader, foldersOf('pyproject.toml'));
  const declared = packages.folders.flatMap((root) => {
    const manifest = packages.manifestIn(root);
    return manifest?.isProject === true ? [{ root, manifest }] : [];
  });
  const claimed = new Set(declared.map(({ root }) => root));
  const loose = foldersOf('requirements.txt').filter((root) => isLooseProject(root, claimed, packages));
  return [
    ...declared.map(({ root, manifest }) => packagedProject(root, manifest, packages)),
    ...loose.map((root) => looseProject(root, packages)),
  ];
}

function packagedProject(root: string, manifest: Manifest, packages: Packages): RecognisedProject {
  const binaries = binariesOf(root, manifest.scripts, packages.reader);
  return {
    root,
    name: manifest.name ?? folderName(root),
    toolchain: 'python',
    ...(manifest.version === undefined ? {} : { version: manifest.version }),
    ...(manifest.description === undefined ? {} : { description: manifest.description }),
    kind: binaries.length > 0 ? 'application' : 'library',
    manifest: manifest.file,
    binaries,
    applicable: applicableFiles(root, packages),
    problems: unique([...manifest.problems, ...referencesOf(root, packages).problems]),
  };
}

/** The requirements.txt of documents or of tests within a project is a part of that project. */
function isLooseProject(root: string, claimed: ReadonlySet<string>, packages: Packages): boolean {
  if (foldersUpFrom(root).some((folder) => claimed.has(folder))) return false;
  if (packages.manifestIn(root)?.workspace !== undefined) return false;
  const { reader } = packages;
  return reader.list(root).some((name) => name.endsWith('.py') || reader.isFile(joinPath(root, name, '__init__.py')));
}

function looseProject(root: string, packages: Packages): RecognisedProject {
  const program = looseProgram(root, packages.reader);
  const name = folderName(root);
  return {
    root,
    name,
    toolchain: 'python',
    kind: program === undefined ? 'library' : 'application',
    manifest: joinPath(root, 'requirements.txt'),
    binaries: program === undefined ? [] : [{ name, entry: program }],
    applicable: applicableFiles(root, packages),
    problems: unique(referencesOf(root, packages).problems),
  };
}

/** The manifest of the uv workspace, and what requirements files include from outside of the project. */
function applicableFiles(root: string, packages: Packages): readonly string[] {
  const workspace = packages.workspaceOf(root)?.root;
  // What a file for tests includes from within the project is hashed where its tests are.
  const included = requirementFiles(root, packages.reader).flatMap(({ file, need }) =>
    readRequirements(file, packages).files.filter(
      (each) => each !== file && (need === 'production' || !isInside(each, root)),
    ),
  );
  return sortedUnique([...(workspace === undefined || workspace.folder === root ? [] : [workspace.file]), ...included]);
}

/** Whether a folder of this name holds what was installed, and nothing of the repository's own. */
function isForeign(name: string): boolean {
  return ['node_modules', 'site-packages', 'venv', '__pycache__'].includes(name) || /^\.[^.]/.test(name);
}

/** A file that several others include tells of its problems once. */
function unique(problems: readonly Problem[]): readonly Problem[] {
  const byText = new Map(problems.map((problem) => [JSON.stringify(problem), problem]));
  return [...byText.values()];
}

function folderName(root: string): string {
  return root === '.' ? 'workspace' : (root.split('/').at(-1) ?? root);
}
