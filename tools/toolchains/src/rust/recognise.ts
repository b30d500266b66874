import { posix } from 'node:path';
import { joinPath, leavesWorkspace, type Problem } from '@slipway/kit';
import type { Reader, RecognisedProject } from '../toolchain.js';
import { placeOf, type CargoManifest, type ParsedManifest } from './manifest.js';
import { applicableFiles } from './applicable.js';
import { productionTargets } from './targets.js';
import { asTable, asText } from '../toml.js';
import {
  editionOf,
  findMembers,
  findRoot,
  manifestIn,
  manifestLoader,
  packageValue,
  pathDependencies,
  relativePath,
  type ManifestLoader,
} from './workspace.js';

/** What is asked again and again while a repository's packages are recognised. */
interface Survey {
  readonly reader: Reader;
  readonly load: ManifestLoader;
  /** The members of a workspace, by its root's manifest. */
  readonly membersOf: (root: CargoManifest) => ReadonlySet<string>;
  readonly applicable: (manifest: CargoManifest, root: CargoManifest) => readonly string[];
}

/** The packages that Cargo.toml files declare. A workspace root without a package is no project; a file that can't be read is one, with the reason. */
export function recognise(manifests: readonly string[], reader: Reader): readonly RecognisedProject[] {
  const files = manifests.filter((file) => !isVendored(file, reader));
  const load = manifestLoader(reader);
  const parsed = files.flatMap((file) => load(file) ?? []);
  const survey: Survey = {
    reader,
    load,
    membersOf: memberFinder(
      files.map((file) => posix.dirname(file)),
      load,
    ),
    applicable: applicableFiles(parsed, load, reader),
  };
  return parsed.flatMap((entry) => {
    if (entry.kind === 'broken') return [brokenProject(entry)];
    return entry.manifest.package === undefined ? [] : [recognisePackage(entry.manifest, survey)];
  });
}

/** `cargo vendor` leaves a checksum beside each manifest that it copies: third-party code, not a project. */
function isVendored(file: string, reader: Reader): boolean {
  return reader.isFile(joinPath(posix.dirname(file), '.cargo-checksum.json'));
}

function memberFinder(folders: readonly string[], load: ManifestLoader): Survey['membersOf'] {
  const known = new Map<string, ReadonlySet<string>>();
  return (root) => {
    const members = known.get(root.file) ?? findMembers(root, folders, load);
    known.set(root.file, members);
    return members;
  };
}

function brokenProject({ file, problem }: ParsedManifest & { kind: 'broken' }): RecognisedProject {
  const root = posix.dirname(file);
  return {
    root,
    name: folderName(root),
    toolchain: 'rust',
    kind: 'library',
    manifest: file,
    binaries: [],
    applicable: [],
    problems: [problem],
  };
}

function folderName(folder: string): string {
  return folder === '.' ? 'workspace' : posix.basename(folder);
}

function recognisePackage(manifest: CargoManifest, survey: Survey): RecognisedProject {
  const found = findRoot(manifest, survey.load);
  const root = found.kind === 'manifest' ? found.manifest : manifest;
  const targets = productionTargets(manifest, survey.reader, editionOf(manifest, root));
  const binaries = targets.filter(({ kind }) => kind === 'bin').map(({ name, path }) => ({ name, entry: path }));
  const version = asText(packageValue(manifest, root, 'version'));
  const description = asText(packageValue(manifest, root, 'description'));
  return {
    root: manifest.folder,
    name: asText(manifest.package?.['name']) ?? folderName(manifest.folder),
    toolchain: 'rust',
    ...(version === undefined ? {} : { version }),
    ...(description === undefined ? {} : { description }),
    kind: binaries.length > 0 ? 'application' : 'library',
    manifest: manifest.file,
    binaries,
    applicable: survey.applicable(manifest, root),
    problems:
      found.kind === 'broken'
        ? [found.problem]
        : [
            ...packageProblems(manifest, root),
            ...membershipProblems(manifest, root, survey),
            ...dependencyProblems(manifest, root, survey),
            ...(targets.some(({ kind }) => kind !== 'build-script') ? [] : [noTargets(manifest)]),
          ],
  };
}

function packageProblems(manifest: CargoManifest, root: CargoManifest): readonly Problem[] {
  const nameless =
    asText(manifest.package?.['name']) === undefined
      ? [
          {
            what: 'the package has no name',
            where: placeOf(manifest, 'package'),
            fix: 'add name = "…" under [package]',
          },
        ]
      : [];
  const missing = Object.entries(manifest.package ?? {})
    .filter(([key, value]) => asTable(value)?.['workspace'] === true && root.workspace?.package[key] === undefined)
    .map(([key]) => ({
      what: `"${key}" is to be inherited, but ${root.file} has no [workspace.package] with it`,
      where: placeOf(manifest, key),
      fix: `add ${key} under [workspace.package] of ${root.file}, or say it here`,
    }));
  return [...nameless, ...missing];
}

function membershipProblems(manifest: CargoManifest, root: CargoManifest, { membersOf }: Survey): readonly Problem[] {
  if (root.workspace === undefined || membersOf(root).has(manifest.folder)) return [];
  const path = relativePath(root.folder, manifest.folder);
  return [
    {
      what: `the package is below the workspace of ${root.file}, but no member of it`,
      where: { file: manifest.file },
      fix: `add "${path}" to members (or to exclude) under [workspace] of ${root.file}`,
    },
  ];
}

function dependencyProblems(manifest: CargoManifest, root: CargoManifest, { load }: Survey): readonly Problem[] {
  const unknown = manifest.dependencies
    .filter(({ key, inherited }) => inherited && root.workspace?.dependencies.has(key) !== true)
    .map(({ key }) => ({
      what: `the dependency "${key}" is to be inherited, but ${root.file} has no such entry under [workspace.dependencies]`,
      where: placeOf(manifest, key),
      fix: `add ${key} under [workspace.dependencies] of ${root.file}, or its version or path here`,
    }));
  const lost = pathDependencies(manifest, root)
    .filter(({ folder }) => leavesWorkspace(folder) || load(manifestIn(folder)) === undefined)
    .map(({ declared: { key, inherited }, folder }) => ({
      what: leavesWorkspace(folder)
        ? `the dependency "${key}" lies outside of the repository: ${folder}`
        : `the dependency "${key}" has no manifest: ${manifestIn(folder)} does not exist`,
      where: placeOf(inherited ? root : manifest, key),
      fix: leavesWorkspace(folder)
        ? 'move it into the repository, or depend on a published version'
        : 'correct its path',
    }));
  return [...unknown, ...lost];
}

function noTargets(manifest: CargoManifest): Problem {
  return {
    what: 'the package has nothing to compile: no src/lib.rs, no src/main.rs, no [lib] and no [[bin]]',
    where: { file: manifest.file },
    fix: 'add a src/lib.rs or a src/main.rs',
  };
}
