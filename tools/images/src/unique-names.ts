import type { ProjectGraph } from '@nx/devkit';
import { UserError } from '@slipway/kit';
import { defaultImageName } from './name.js';
import type { BuildOptions } from './options.js';

/** What each project of the graph that is built into an image calls it. */
export function imageNamesOf(workspaceName: string, graph: ProjectGraph): ReadonlyMap<string, string> {
  return new Map(
    Object.values(graph.nodes).flatMap(({ name, data }) => {
      const target = data.targets?.['docker-build'];
      if (target === undefined) return [];
      const { image } = (target.options ?? {}) as BuildOptions;
      return [[name, image ?? defaultImageName(workspaceName, name)] as const];
    }),
  );
}

/** @throws UserError where another project's image has the same name: the later build would take the tag of the earlier. */
export function checkUniqueNames(project: string, workspaceName: string, graph: ProjectGraph): void {
  const names = imageNamesOf(workspaceName, graph);
  const own = names.get(project);
  const others = [...names].filter(([name, image]) => name !== project && image === own).map(([name]) => name);
  if (own === undefined || others.length === 0) return;
  throw new UserError({
    what: `projects ${[project, ...others].sort().join(' and ')} have one image name, ${own}`,
    where: { file: `${graph.nodes[project]?.data.root ?? '.'}/project.json` },
    fix: 'give one of them another name with the option "image" of its docker-build target',
  });
}
