import { joinPath, UserError } from '@slipway/kit';
import type { ContextFile, RecognisedProject } from '../toolchain.js';
import type { Packages } from './packages.js';
import { readRequirements } from './requirement-files.js';

/**
 * The project's requirements.txt, and requirements-build.txt where it has one, as pip needs them with --require-hashes.
 * @throws UserError where there is none, or one that does not say which files exactly are meant
 */
export function lockedRequirements(
  project: RecognisedProject,
  libraries: readonly RecognisedProject[],
  packages: Packages,
): readonly ContextFile[] {
  const file = joinPath(project.root, 'requirements.txt');
  const build = joinPath(project.root, 'requirements-build.txt');
  const lock = lockCommand(project, libraries, file);
  if (!packages.reader.isFile(file)) {
    throw new UserError({
      what: `there is no ${file}, so nobody can say which packages an image would be built of`,
      where: { file: project.manifest },
      fix: `run "${lock}", and keep the file in git`,
    });
  }
  failUnlessHashed(file, lock, packages);
  if (!packages.reader.isFile(build)) return [writtenRequirements(file, packages)];
  failUnlessHashed(build, `uv pip compile --universal --generate-hashes … -o ${build}`, packages);
  return [writtenRequirements(file, packages), writtenRequirements(build, packages)];
}

/**
 * A requirements file with all that it includes and nothing that pip does not need: no comments, so that those change no layer; no
 * constraints, since what is locked leaves nothing to constrain; no projects of the repository, which are installed after it.
 */
export function writtenRequirements(file: string, packages: Packages): ContextFile {
  const { entries, files } = readRequirements(file, packages);
  const lines = entries.flatMap((entry) => (entry.kind === 'package' || entry.kind === 'other' ? [entry.text] : []));
  return { kind: 'write', path: file, text: lines.map((line) => `${line}\n`).join(''), madeFrom: files };
}

function failUnlessHashed(file: string, fix: string, packages: Packages): void {
  const problems = readRequirements(file, packages)
    .entries.filter((entry) => entry.kind === 'package' || (entry.kind === 'other' && !entry.isSetting))
    .filter((entry) => !('isHashed' in entry && entry.isHashed))
    .map(({ where }) => ({ what: 'this requirement has no hashes', where, fix: `run "${fix}"` }));
  const [first] = problems;
  if (first !== undefined) throw new UserError(first);
}

function lockCommand(project: RecognisedProject, libraries: readonly RecognisedProject[], file: string): string {
  const local = libraries.map(({ name }) => ` --no-emit-package ${name}`).join('');
  return `uv pip compile --universal --generate-hashes ${project.manifest}${local} -o ${file}`;
}
