import {
  DependencyType,
  type CreateDependencies,
  type CreateDependenciesContext,
  type CreateNodes,
  type ProjectConfiguration,
  type RawProjectGraphDependency,
  type TargetConfiguration,
} from '@nx/devkit';
import { isInside } from '@slipway/kit';
import { diskReader } from './disk.js';
import { neededProjects, sourceInputs } from './inputs.js';
import { loadToolchains } from './registry.js';
import type { Command, Reader } from './toolchain.js';
import { problemTexts, recogniseWorkspace, type RecognisedWorkspace, type WorkspaceProject } from './workspace.js';

/** Options of the entry in nx.json. */
export interface ToolchainsOptions {
  /** Further toolchains: packages, or paths from the workspace root, whose default export is a Toolchain. */
  readonly toolchains?: readonly string[];
}

/** What Slipway leaves in a project's metadata, for its executors and for whoever looks. */
export interface SlipwayMetadata {
  readonly toolchain: string;
  /** What is wrong with the project; its targets fail with these. */
  readonly problems: readonly string[];
}

/** The manifests that the built-in toolchains look at. */
export const manifestGlob =
  '**/{Cargo.toml,go.mod,go.work,pyproject.toml,requirements*.txt,setup.py,setup.cfg,package.json,pnpm-workspace.yaml}';

/** Recognises the workspace that the given manifests declare. */
export async function recogniseFiles(
  files: readonly string[],
  options: ToolchainsOptions | undefined,
  workspaceRoot: string,
): Promise<RecognisedWorkspace> {
  const toolchains = await loadToolchains(workspaceRoot, options?.toolchains);
  return recogniseWorkspace(toolchains, files, diskReader(workspaceRoot));
}

/** The Nx projects of a recognised workspace, by their roots. */
export function inferProjects(workspace: RecognisedWorkspace, reader: Reader): Record<string, ProjectConfiguration> {
  return Object.fromEntries(
    workspace.projects.map((entry) => [entry.project.root, inferProject(entry, workspace, reader)]),
  );
}

function inferProject(entry: WorkspaceProject, workspace: RecognisedWorkspace, reader: Reader): ProjectConfiguration {
  const { project, toolchain, name } = entry;
  const problems = problemTexts([...entry.problems, ...neededProjects(entry, 'production').problems]);
  const slipway: SlipwayMetadata = { toolchain: toolchain.name, problems };
  const commands = toolchain.commands(project, reader);
  return {
    root: project.root,
    name,
    projectType: project.kind,
    targets: Object.fromEntries(commands.map((command) => [command.kind, inferTarget(command, entry, workspace)])),
    metadata: {
      technologies: [toolchain.name],
      ...(project.description === undefined ? {} : { description: project.description }),
      ...{ slipway },
    },
  };
}

function inferTarget(command: Command, entry: WorkspaceProject, workspace: RecognisedWorkspace): TargetConfiguration {
  const purpose = command.kind === 'build' ? 'production' : 'test';
  const base: TargetConfiguration = {
    ...modeOf(command, () => sourceInputs(entry, workspace, { purpose, ownTests: command.kind !== 'build' })),
    // Only a script runs against what its libraries' scripts have built; every other tool compiles them itself.
    ...(command.action.kind === 'script' ? { dependsOn: dependsOn(command) } : {}),
    metadata: {
      description: command.description,
      technologies: [entry.toolchain.name],
      help: { command: `npx nx show target ${entry.name}:${command.kind}`, example: {} },
    },
  };
  switch (command.action.kind) {
    case 'script':
      return { ...base, executor: 'nx:run-script', options: { script: command.action.script } };
    case 'program': {
      const { program, args, env } = command.action;
      const options = {
        program,
        args,
        cwd: command.cwd,
        install: command.install,
        ...(env === undefined ? {} : { env }),
      };
      return { ...base, executor: '@slipway/toolchains:run', options };
    }
  }
}

function dependsOn({ kind }: Command): readonly string[] & string[] {
  return kind === 'fmt' || kind === 'lint' ? ['^build'] : kind === 'build' ? ['^build'] : ['^build', 'build'];
}

function modeOf(command: Command, inputs: () => readonly string[]): Partial<TargetConfiguration> {
  switch (command.mode) {
    case 'task':
      return { cache: true, inputs: [...inputs()], outputs: command.outputs.map((path) => `{workspaceRoot}/${path}`) };
    case 'change':
      return { cache: false };
    case 'server':
      return { cache: false, continuous: true };
  }
}

/** Projects with targets for build, lint, fmt, test and serve. This room alone, for whoever wants no images. */
export const createNodes: CreateNodes<ToolchainsOptions> = [
  manifestGlob,
  async (files, options, context) => {
    const workspace = await recogniseFiles(files, options, context.workspaceRoot);
    const projects = inferProjects(workspace, diskReader(context.workspaceRoot));
    return workspace.projects.map(({ project }) => [
      project.manifest,
      { projects: { [project.root]: projects[project.root] ?? { root: project.root } } },
    ]);
  },
];

/** The edges that manifests declare. */
export const createDependencies: CreateDependencies<ToolchainsOptions> = async (options, context) => {
  const files = manifestsIn(context);
  const workspace = await recogniseFiles(files, options, context.workspaceRoot);
  return toGraphEdges(workspace, context);
};

function manifestsIn(context: CreateDependenciesContext): readonly string[] {
  const names = new Set([
    'Cargo.toml',
    'go.mod',
    'go.work',
    'pyproject.toml',
    'setup.py',
    'setup.cfg',
    'package.json',
    'pnpm-workspace.yaml',
  ]);
  const all = [...Object.values(context.fileMap.projectFileMap).flat(), ...context.fileMap.nonProjectFiles];
  return all
    .map(({ file }) => file)
    .filter((file) => {
      const name = file.slice(file.lastIndexOf('/') + 1);
      return names.has(name) || /^requirements.*\.txt$/.test(name);
    });
}

function toGraphEdges(workspace: RecognisedWorkspace, context: CreateDependenciesContext): RawProjectGraphDependency[] {
  const nameByRoot = new Map(Object.entries(context.projects).map(([name, { root }]) => [root, name]));
  return workspace.dependencies.flatMap(({ source, target, sourceFile }): RawProjectGraphDependency[] => {
    const from = nameByRoot.get(source);
    const to = nameByRoot.get(target);
    if (from === undefined || to === undefined || from === to) return [];
    // Nx takes a static edge only from a file that the source project owns; a workspace manifest belongs to none.
    return isInside(sourceFile, source) && source !== '.'
      ? [{ source: from, target: to, sourceFile, type: DependencyType.static }]
      : [{ source: from, target: to, type: DependencyType.implicit }];
  });
}
