import type { ProjectConfiguration, ProjectGraph } from '@nx/devkit';
import { UserError } from '@slipway/kit';
import { defaultImageName } from './name.js';
import type { BuildOptions } from './options.js';

/** What each project of the graph that is built into an image calls it. */
export function imageNamesOf(workspaceName: string, graph: ProjectGraph): ReadonlyMap<string, string> {
  return imageNames(
    workspaceName,
    Object.fromEntries(Object.values(graph.nodes).map(({ name, data }) => [name, data])),
  );
}

/** What each of some projects that is built into an image calls it. */
export function imageNames(
  workspaceName: string,
  projects: Readonly<Record<string, Pick<ProjectConfiguration, 'targets'>>>,
): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(projects).flatMap(([name, { targets }]) => {
      const target = targets?.['docker-build'];
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
