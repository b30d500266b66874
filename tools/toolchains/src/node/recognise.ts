import { posix } from 'node:path';
import { joinPath, leavesWorkspace, sortedUnique, type Problem } from '@slipway/kit';
import type { Binary, Reader, RecognisedProject } from '../toolchain.js';
import { applicableFiles } from './applicable.js';
import { unscoped } from './manifest.js';
import { readPackages, type NodePackage, type Packages } from './packages.js';
import { resolveDependency } from './resolve.js';

/** The packages among some manifests that are projects, in code unit order of their folders. */
export function recognise(manifests: readonly string[], reader: Reader): readonly RecognisedProject[] {
  const packages = readPackages(manifests, reader);
  const applicable = applicableFiles(packages, reader);
  return sortedUnique(packages.byFolder.keys()).flatMap((folder) => {
    const found = packages.byFolder.get(folder);
    return found === undefined ? [] : [toProject(found, applicable.get(folder) ?? [], packages, reader)];
  });
}

function toProject(
  found: NodePackage,
  applicable: readonly string[],
  packages: Packages,
  reader: Reader,
): RecognisedProject {
  const { folder, file, name, manifest } = found;
  const kind = 'start' in manifest.scripts ? 'application' : 'library';
  return {
    root: folder,
    name: manifest.projectName ?? name,
    toolchain: 'node',
    ...(manifest.version === undefined ? {} : { version: manifest.version }),
    ...(manifest.description === undefined ? {} : { description: manifest.description }),
    kind,
    manifest: file,
    binaries: kind === 'application' ? binariesOf(found, reader) : [],
    applicable,
    problems: problemsOf(found, packages),
  };
}

/**
 * The programs of an application. The one that is called like the package is what `main` names, or what `npm start` hands to node, or node's
 * own choice, index.js; `bin` may name further ones.
 */
function binariesOf({ folder, name, manifest }: NodePackage, reader: Reader): readonly Binary[] {
  const own = unscoped(name);
  const started = /^node\s+(?:-\S+\s+)*(\S+\.[cm]?js)\b/.exec(manifest.scripts['start'] ?? '')?.[1];
  const index = reader.isFile(joinPath(folder, 'index.js')) ? 'index.js' : undefined;
  const main = manifest.main ?? started ?? manifest.bin[own] ?? index;
  const entries = new Map(main === undefined ? [] : [[own, posix.normalize(main)]]);
  for (const [command, path] of Object.entries(manifest.bin)) {
    const entry = posix.normalize(path);
    if (!entries.has(command) && ![...entries.values()].includes(entry)) entries.set(command, entry);
  }
  return [...entries].map(([command, entry]) => ({ name: command, entry }));
}

function problemsOf(from: NodePackage, packages: Packages): readonly Problem[] {
  const where = { file: from.file };
  const wrong = from.manifest.dependencies.flatMap((declared): readonly Problem[] => {
    const resolution = resolveDependency(from, declared, packages);
    return resolution.kind === 'wrong' ? [resolution.problem] : [];
  });
  const namesakes = packages.members.get(from.installRoot)?.get(from.name) ?? [];
  const twice = namesakes
    .filter((other) => other.folder !== from.folder)
    .map((other) => ({
      what: `${other.file} names its package ${from.name} as well`,
      where,
      fix: 'rename one of them: npm installs neither',
    }));
  const { main } = from.manifest;
  const astray = main !== undefined && leavesWorkspace(posix.normalize(main));
  const outside = {
    what: `"main" is ${String(main)}, which is not in the package`,
    where,
    fix: 'name the file that the build writes',
  };
  return [...from.manifest.problems, ...wrong, ...twice, ...(astray ? [outside] : [])];
}
