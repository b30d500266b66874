import type { CreateDependencies, CreateNodes, ProjectConfiguration } from '@nx/devkit';
import { imageGlob, inferImages, type ImagesOptions } from '@slipway/images';
import { diskReader, inferProjects, recogniseFiles, type ToolchainsOptions } from '@slipway/toolchains';
import { createDependencies as toolchainDependencies } from '@slipway/toolchains/plugin';

/** Options of the one entry in nx.json: those of all rooms. */
export type SlipwayOptions = ToolchainsOptions & ImagesOptions;

/** All rooms as one plugin, so that the whole set costs one worker process and every manifest is read once. */
export const createNodes: CreateNodes<SlipwayOptions> = [
  imageGlob,
  async (files, options, { workspaceRoot }) => {
    const workspace = await recogniseFiles(files, options, workspaceRoot);
    const reader = diskReader(workspaceRoot);
    const projects = inferProjects(workspace, reader);
    const images = inferImages(workspace, reader);
    return workspace.projects.map(({ project: { manifest, root } }) => [
      manifest,
      { projects: { [root]: mergeRooms(projects[root], images[root]) } },
    ]);
  },
];

export const createDependencies: CreateDependencies<SlipwayOptions> = toolchainDependencies;

function mergeRooms(
  base: ProjectConfiguration | undefined,
  images: ProjectConfiguration | undefined,
): Partial<ProjectConfiguration> {
  return {
    ...base,
    ...images,
    targets: { ...base?.targets, ...images?.targets },
    metadata: { ...base?.metadata, ...images?.metadata },
  };
}
