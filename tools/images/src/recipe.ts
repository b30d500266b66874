import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readIfPresent, UserError } from '@slipway/kit';
import { readDockerfile, type DockerfileFacts } from './dockerfile.js';
import type { Tier } from './tiers.js';

/** The Dockerfile of a project: its own, the workspace's for the toolchain, or the one that this package brings. */
export interface ChosenDockerfile {
  /** As errors name it: relative to the workspace, or `@slipway/images/…`. */
  readonly name: string;
  readonly text: string;
  readonly facts: DockerfileFacts;
}

/** Where the package keeps the Dockerfiles that a workspace without its own is built with. */
const PACKAGED = join(dirname(fileURLToPath(import.meta.url)), '..', 'dockerfiles');

/** The candidates of a project, the first that exists is taken. */
export function dockerfileCandidates(root: string, toolchain: string): readonly string[] {
  return [root === '.' ? 'Dockerfile' : `${root}/Dockerfile`, `docker/${toolchain}.Dockerfile`];
}

/**
 * Chooses and reads the Dockerfile of a project.
 * @param option the option `dockerfile`, relative to the workspace root
 * @throws UserError where the named one does not exist or there is none at all
 */
export function chooseDockerfile(
  workspaceRoot: string,
  project: { readonly name: string; readonly root: string; readonly toolchain: string },
  option: string | undefined,
  buildArgs: Readonly<Record<string, string>>,
): ChosenDockerfile {
  const candidates = option === undefined ? dockerfileCandidates(project.root, project.toolchain) : [option];
  for (const name of candidates) {
    const text = readIfPresent(join(workspaceRoot, name));
    if (text !== undefined) return { name, text, facts: readDockerfile(text, buildArgs) };
  }
  const packaged = join(PACKAGED, `${project.toolchain}.Dockerfile`);
  if (option === undefined && existsSync(packaged)) {
    const text = readIfPresent(packaged) ?? '';
    return {
      name: `@slipway/images/dockerfiles/${project.toolchain}.Dockerfile`,
      text,
      facts: readDockerfile(text, buildArgs),
    };
  }
  throw new UserError({
    what: `project ${project.name} has no Dockerfile: looked for ${candidates.join(' and ')}`,
    fix:
      option === undefined
        ? `write ${candidates[0] ?? 'one'}`
        : 'correct the option "dockerfile" of its docker-build target',
  });
}

/** @throws UserError where the Dockerfile has no such stage; it names those that it has. */
export function checkTarget({ name, facts }: ChosenDockerfile, target: string): void {
  const stages = facts.stages.map((stage) => stage.name);
  if (stages.some((stage) => stage.toLowerCase() === target.toLowerCase())) return;
  throw new UserError({
    what: `there is no stage "${target}"`,
    where: { file: name, line: facts.stages.at(-1)?.line ?? 1 },
    fix:
      stages.length === 0
        ? 'name a stage with `FROM … AS …`'
        : `its stages are ${stages.join(', ')}; set the option "stage" to one of them`,
  });
}

/** True where a path that a COPY names matches a file, or a folder that holds one. */
export type Matches = (tier: Tier, source: string) => boolean;

/**
 * Checks every COPY out of a named context before anything is built.
 * @param ownerOf the project that a workspace path belongs to, for the advice
 * @throws UserError with a place for each COPY that can find nothing
 */
export function checkCopies(
  { name, facts }: ChosenDockerfile,
  project: { readonly name: string; readonly root: string },
  matches: Matches,
  ownerOf: (path: string) => { readonly name: string } | undefined,
): void {
  const problems = facts.tierCopies
    .filter(({ source }) => !source.includes('$'))
    .filter(({ tier, source }) => !matches(tier, source))
    .map(({ tier, source, line }) => {
      const owner = ownerOf(source.replace(/^\.?\/+/, ''));
      return {
        what: `COPY --from=${tier} ${source}: the context of ${project.name} holds no such file${owner === undefined ? '' : `; it is a file of project ${owner.name}, which ${project.name} does not depend on`}`,
        where: { file: name, line },
        fix: adviceFor(project, owner?.name),
      };
    });
  if (problems.length > 0) throw new UserError(problems);
}

function adviceFor(project: { readonly root: string }, owner: string | undefined): string {
  const file = `${project.root === '.' ? '' : `${project.root}/`}project.json`;
  return owner === undefined
    ? `check the path, or add it to the option "include" of the docker-build target in ${file}`
    : `make ${owner} a dependency in the manifest, or add "implicitDependencies": ["${owner}"] to ${file}`;
}
