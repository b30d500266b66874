import type { CreateDependencies, CreateNodes, ProjectConfiguration } from '@nx/devkit';
import { composeGlob, inferStacks } from '@slipway/compose';
import { createDependencies as stackDependencies } from '@slipway/compose/plugin';
import { imageGlob, inferImages, type ImagesOptions } from '@slipway/images';
import { inferSuites, reportTargets } from '@slipway/suites';
import { diskReader, inferProjects, recogniseFiles, type ToolchainsOptions } from '@slipway/toolchains';
import { createDependencies as toolchainDependencies } from '@slipway/toolchains/plugin';

type NodesOfFile = [string, { readonly projects: Record<string, Partial<ProjectConfiguration>> }];

/** Options of the one entry in nx.json: those of all rooms. */
export type SlipwayOptions = ToolchainsOptions & ImagesOptions;

/** All rooms as one plugin, so that the whole set costs one worker process and every manifest is read once. */
export const createNodes: CreateNodes<SlipwayOptions> = [
  `{${imageGlob},${composeGlob}}`,
  async (files, options, { workspaceRoot }) => {
    const workspace = await recogniseFiles(files, options, workspaceRoot);
    const reader = diskReader(workspaceRoot);
    const projects = inferProjects(workspace, reader);
    const images = inferImages(workspace, reader);
    const suites = inferSuites(workspace, reader, projects);
    const stacks = inferStacks(files, reader, {
      roots: new Set(workspace.projects.map(({ project }) => project.root)),
      names: new Set(workspace.projects.map(({ name }) => name)),
    });
    const rootName = stacks.find(({ root }) => root === '.')?.project.name ?? projects['.']?.name ?? 'workspace';
    return [
      ...workspace.projects.slice(0, 1).map(({ project: { manifest } }): NodesOfFile => [
        manifest,
        // Its own project, or its stack, gives the root another name where there is one.
        { projects: { '.': { root: '.', name: 'workspace', targets: reportTargets(rootName) } } },
      ]),
      ...workspace.projects.map(({ project: { manifest, root } }): NodesOfFile => [
        manifest,
        { projects: { [root]: mergeRooms(projects[root], images[root], suites[root]) } },
      ]),
      ...stacks.map(({ file, root, project }): NodesOfFile => [file, { projects: { [root]: project } }]),
    ];
  },
];

export const createDependencies: CreateDependencies<SlipwayOptions> = async (options, context) => [
  ...(await toolchainDependencies(options, context)),
  ...(await stackDependencies(undefined, context)),
];

function mergeRooms(
  base: ProjectConfiguration | undefined,
  images: ProjectConfiguration | undefined,
  suites: Pick<ProjectConfiguration, 'targets'> | undefined,
): Partial<ProjectConfiguration> {
  return {
    ...base,
    ...images,
    targets: { ...base?.targets, ...images?.targets, ...suites?.targets },
    metadata: { ...base?.metadata, ...images?.metadata },
  };
}
