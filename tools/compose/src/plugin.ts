import {
  DependencyType,
  validateDependency,
  type CreateDependencies,
  type CreateDependenciesContext,
  type CreateNodes,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { imageNames, openSession } from '@slipway/images';
import { diskReader } from '@slipway/toolchains';
import { stackEdges, type Candidates } from './edges.js';
import { findLayout } from './files/layout.js';
import { composeGlob, inferStacks } from './infer.js';

/** Manifests and project files: a folder that has one is a project already, and keeps its name. */
const MANIFESTS = ['project.json', 'package.json', 'Cargo.toml', 'go.mod', 'pyproject.toml'];

/** Stacks alone, for whoever wants no other targets. */
export const createNodes: CreateNodes = [
  composeGlob,
  (files, _options, { workspaceRoot }) => {
    const reader = diskReader(workspaceRoot);
    const folders = files.map((file) => file.replace(/(?:^|\/)[^/]*$/, '') || '.');
    const roots = new Set(
      folders.filter((folder) => folder !== '.' && reader.list(folder).some((name) => MANIFESTS.includes(name))),
    );
    return inferStacks(files, reader, { roots, names: new Set() }).map(({ file, root, project }) => [
      file,
      { projects: { [root]: project } },
    ]);
  },
];

/** An edge from each stack to every project whose image one of its services runs. */
export const createDependencies: CreateDependencies = (_options, context) => {
  const reader = diskReader(context.workspaceRoot);
  const candidates = candidatesOf(context);
  return Object.entries(context.projects).flatMap(([source, { root }]) =>
    findLayout(root, reader) === undefined
      ? []
      : stackEdges(root, candidates, reader)
          .filter(({ target }) => target !== source)
          .map(({ target, sourceFile }) => toDependency(source, target, sourceFile, context)),
  );
};

function candidatesOf({ projects, workspaceRoot, nxJsonConfiguration }: CreateDependenciesContext): Candidates {
  const { workspaceName } = openSession({ root: workspaceRoot, nxJsonConfiguration });
  return {
    images: imageNames(workspaceName, projects),
    roots: new Map(Object.entries(projects).map(([name, { root }]) => [name, root])),
  };
}

/** Nx takes a static edge only from a file that the source project owns. */
function toDependency(
  source: string,
  target: string,
  sourceFile: string,
  context: CreateDependenciesContext,
): RawProjectGraphDependency {
  const owned = context.fileMap.projectFileMap[source]?.some(({ file }) => file === sourceFile) === true;
  const edge: RawProjectGraphDependency = owned
    ? { source, target, sourceFile, type: DependencyType.static }
    : { source, target, type: DependencyType.implicit };
  validateDependency(edge, context);
  return edge;
}
