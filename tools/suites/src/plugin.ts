import type { CreateNodes } from '@nx/devkit';
import { diskReader, inferProjects, manifestGlob, recogniseFiles, type ToolchainsOptions } from '@slipway/toolchains';
import { inferSuites } from './infer.js';

/** Projects with the targets of the toolchains, whose suites leave records. This room alone, for whoever wants no images. */
export const createNodes: CreateNodes<ToolchainsOptions> = [
  manifestGlob,
  async (files, options, { workspaceRoot }) => {
    const workspace = await recogniseFiles(files, options, workspaceRoot);
    const reader = diskReader(workspaceRoot);
    const projects = inferProjects(workspace, reader);
    const suites = inferSuites(workspace, reader, projects);
    return workspace.projects.map(({ project: { manifest, root } }) => [
      manifest,
      {
        projects: {
          [root]: { ...projects[root], root, targets: { ...projects[root]?.targets, ...suites[root]?.targets } },
        },
      },
    ]);
  },
];

export { createDependencies } from '@slipway/toolchains/plugin';
