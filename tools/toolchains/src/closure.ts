import { sortedUnique, UserError } from '@slipway/kit';
import type { Dependency, Purpose, Recognition, RecognisedProject } from './toolchain.js';

/**
 * The projects that `root` needs, itself left out, each after those that it needs itself (libraries first). For `test` the development
 * edges of the project itself count too, but not those of its libraries: nobody runs their tests here.
 * @throws UserError where the libraries need each other in a circle, naming the circle and a manifest of it.
 */
export function closure(recognition: Recognition, root: string, purpose: Purpose): readonly RecognisedProject[] {
  const byRoot = new Map(recognition.projects.map((project) => [project.root, project]));
  const edges = groupBySource(recognition.dependencies, root, purpose);
  const ordered: RecognisedProject[] = [];
  const done = new Set<string>();
  const path: string[] = [];

  const visit = (current: string): void => {
    if (done.has(current)) return;
    // What a project's tests need may need the project itself: Cargo and Go allow it, as the tests are compiled after both.
    if (purpose === 'test' && current === root && path.length > 0) return;
    if (path.includes(current)) throw circle([...path.slice(path.indexOf(current)), current], recognition.dependencies);
    path.push(current);
    for (const target of edges.get(current) ?? []) visit(target);
    path.pop();
    done.add(current);
    const project = byRoot.get(current);
    if (project !== undefined && current !== root) ordered.push(project);
  };
  visit(root);
  return ordered;
}

function groupBySource(
  dependencies: readonly Dependency[],
  root: string,
  purpose: Purpose,
): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const { source, target, kind } of dependencies) {
    const counts = kind === 'production' || (purpose === 'test' && source === root);
    if (!counts || source === target) continue;
    targets.set(source, [...(targets.get(source) ?? []), target]);
  }
  return new Map([...targets].map(([source, list]) => [source, sortedUnique(list)]));
}

function circle(roots: readonly string[], dependencies: readonly Dependency[]): UserError {
  const [first, second] = roots;
  const edge = dependencies.find(({ source, target }) => source === first && target === second);
  return new UserError({
    what: `projects need each other in a circle: ${roots.join(' -> ')}`,
    ...(edge === undefined ? {} : { where: { file: edge.sourceFile } }),
    fix: 'move what both need into a library of its own, and let each depend on that',
  });
}
