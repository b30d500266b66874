import type { CreateNodes, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { joinPath } from '@slipway/kit';
import {
  diskReader,
  manifestGlob,
  neededProjects,
  recogniseFiles,
  sourceInputs,
  type Reader,
  type RecognisedWorkspace,
  type SlipwayMetadata,
  type WorkspaceProject,
} from '@slipway/toolchains';
import { readDockerfile } from './dockerfile.js';
import { LOCK_FILE } from './lock.js';
import type { BuildOptions } from './options.js';
import { IMAGE_FILE } from './presence/image-file.js';
import { leavesRoot } from './read-options.js';
import { dockerfileCandidates } from './recipe.js';
import type { ImagesOptions } from './session.js';

/** Manifests, Dockerfiles and project files: what decides which projects have an image. */
export const imageGlob = `{${manifestGlob},**/{Dockerfile,project.json}}`;

/** The image targets of a recognised workspace's projects, by their roots. A project has an image where it has a program or a Dockerfile. */
export function inferImages(workspace: RecognisedWorkspace, reader: Reader): Record<string, ProjectConfiguration> {
  const projects = workspace.projects.filter(
    ({ project }) => project.kind === 'application' || reader.isFile(joinPath(project.root, 'Dockerfile')),
  );
  return Object.fromEntries(
    projects.map((entry) => {
      const { project } = entry;
      const targets = { 'docker-build': buildTarget(entry, workspace, reader), 'docker-check': checkTarget(entry) };
      return [
        project.root,
        { root: project.root, targets, metadata: { targetGroups: { Images: Object.keys(targets) } } },
      ];
    }),
  );
}

function buildTarget(entry: WorkspaceProject, workspace: RecognisedWorkspace, reader: Reader): TargetConfiguration {
  return {
    executor: '@slipway/images:build',
    // Nx knows that a build once happened; whether the image is here, now, only a look at the engine tells.
    cache: false,
    inputs: buildInputs(entry, workspace, reader),
    outputs: [`{projectRoot}/${IMAGE_FILE}`],
    options: {},
    metadata: {
      description: `Get the ${entry.toolchain.name} image of ${entry.name} onto the engine: found, tagged or built`,
      technologies: [entry.toolchain.name],
      help: {
        command: `npx nx docker-build ${entry.name} --dry-run`,
        example: { options: { maxSize: '20MB', systemPackages: ['tzdata'] } },
      },
    },
  };
}

function checkTarget(entry: WorkspaceProject): TargetConfiguration {
  return {
    executor: '@slipway/images:check',
    cache: false,
    dependsOn: ['docker-build'],
    options: {},
    metadata: {
      description: `Check the image of ${entry.name}: size budget, user, health check, stop signal`,
      technologies: [entry.toolchain.name],
      help: { command: `npx nx docker-check ${entry.name}`, example: { options: { maxSize: '20MB' } } },
    },
  };
}

/** Exactly what can change the image. What a run's options or the engine add is looked at when the task runs. */
function buildInputs(entry: WorkspaceProject, workspace: RecognisedWorkspace, reader: Reader): string[] {
  const { project, toolchain } = entry;
  const own = reader.read(joinPath(project.root, 'Dockerfile'));
  const dockerfiles = dockerfileCandidates(project.root, toolchain.name).filter((path) => reader.isFile(path));
  const applied = dockerfiles.slice(0, 1).map((path) => `{workspaceRoot}/${path}`);
  const lock = `{workspaceRoot}/${LOCK_FILE}`;
  if (own !== undefined && !readDockerfile(own, {}).usesTiers) return ['{projectRoot}/**/*', ...applied, lock];
  const sources = sourceInputs(entry, workspace, { purpose: 'production', ownTests: false });
  const include: unknown = readOptions(project.root, reader).include;
  // What is of another type, or elsewhere, is told when the task runs; here it would cost everybody the graph.
  const globs = Array.isArray(include) ? include.filter((glob) => typeof glob === 'string') : [];
  const included = globs.filter((glob) => !leavesRoot(glob)).map((glob) => `{workspaceRoot}/${glob}`);
  return [...sources, ...applied, lock, ...included];
}

/** Options that stand in project.json decide about inputs too; Nx merges them only after inference. */
function readOptions(root: string, reader: Reader): BuildOptions {
  const text = reader.read(joinPath(root, 'project.json'));
  if (text === undefined) return {};
  try {
    const file = JSON.parse(text) as { targets?: { 'docker-build'?: { options?: BuildOptions } } };
    return file.targets?.['docker-build']?.options ?? {};
  } catch {
    // Nx reads the same file and reports what is wrong with it.
    return {};
  }
}

/** Images alone, for whoever wants no other targets. */
export const createNodes: CreateNodes<ImagesOptions> = [
  imageGlob,
  async (files, options, { workspaceRoot }) => {
    const workspace = await recogniseFiles(files, options, workspaceRoot);
    const images = inferImages(workspace, diskReader(workspaceRoot));
    return workspace.projects.flatMap((entry) => {
      const { project, toolchain, name } = entry;
      const inferred = images[project.root];
      if (inferred === undefined) return [];
      const problems = [...entry.problems, ...neededProjects(entry, 'production').problems].map(({ what }) => what);
      const slipway: SlipwayMetadata = { toolchain: toolchain.name, problems };
      const metadata = { ...inferred.metadata, ...{ slipway } };
      return [
        [project.manifest, { projects: { [project.root]: { ...inferred, name, metadata } } }] satisfies [
          string,
          object,
        ],
      ];
    });
  },
];
