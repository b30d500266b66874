import type { ProjectConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { byCodeUnit, formatProblem } from '@slipway/kit';
import type { Reader } from '@slipway/toolchains';
import { defaultEnvironment, findLayout, type Layout } from './files/layout.js';
import { loadFragments, type Fragment } from './files/load.js';
import { targetsOf } from './targets.js';

/** The compose files that make a folder a stack. */
export const composeGlob = '**/{compose,docker-compose}.{yml,yaml}';

/** What is known of the workspace's other projects. */
export interface OtherProjects {
  /** Folders that are projects already: their stack's targets are added to them. */
  readonly roots: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

/** A folder with a compose file, as Nx is told of it. */
export interface InferredStack {
  /** The compose file. */
  readonly file: string;
  readonly root: string;
  /** Without a name where the folder is a project already. */
  readonly project: Omit<ProjectConfiguration, 'root'> & { readonly root: string };
}

/** The stacks of a workspace. Never needs docker, and never throws for what stands in a file: that is kept in the metadata. */
export function inferStacks(
  files: readonly string[],
  reader: Reader,
  others: OtherProjects = { roots: new Set(), names: new Set() },
): readonly InferredStack[] {
  const folders = [...new Set(files.filter(isComposeFile).map((file) => posix.dirname(file)))].sort(byCodeUnit);
  const layouts = folders.flatMap((folder) => findLayout(folder, reader) ?? []);
  const names = nameStacks(layouts, others);
  return layouts.map((layout) => inferStack(layout, names.get(layout.folder), reader));
}

function isComposeFile(file: string): boolean {
  return /^(?:docker-)?compose\.ya?ml$/.test(posix.basename(file));
}

/** `stack` for the root's, `<folder>-stack` elsewhere, with the whole path where that is taken. */
function nameStacks(layouts: readonly Layout[], others: OtherProjects): ReadonlyMap<string, string> {
  const free = layouts.filter(({ folder }) => !others.roots.has(folder));
  const count = new Map<string, number>();
  for (const { folder } of free) count.set(shortName(folder), (count.get(shortName(folder)) ?? 0) + 1);
  return new Map(
    free.map(({ folder }) => {
      const short = shortName(folder);
      const taken = count.get(short) !== 1 || others.names.has(short);
      return [folder, taken ? `${folder === '.' ? 'compose' : folder.replaceAll('/', '-')}-stack` : short];
    }),
  );
}

function shortName(folder: string): string {
  return folder === '.' ? 'stack' : `${posix.basename(folder)}-stack`;
}

function inferStack(layout: Layout, name: string | undefined, reader: Reader): InferredStack {
  const environments = [...Object.keys(layout.environments)];
  const targets = targetsOf(name ?? posix.basename(layout.folder), environments, defaultEnvironment(layout));
  const problems = fragmentsOf(layout, reader)
    .flatMap(({ problems: own }) => own)
    .map(formatProblem);
  return {
    file: layout.main,
    root: layout.folder,
    project: {
      root: layout.folder,
      ...(name === undefined ? {} : { name, projectType: 'application' as const }),
      targets,
      metadata: {
        ...(name === undefined
          ? {}
          : { technologies: ['compose'], description: `The services of ${layout.main}, run together` }),
        targetGroups: { Stack: Object.keys(targets) },
        ...(problems.length === 0 ? {} : { slipway: { toolchain: 'compose', problems } }),
      },
    },
  };
}

/** Every file of a stack in any of its environments, each once. Variables have no value here: what Nx keeps must not depend on them. */
export function fragmentsOf({ main, override, environments }: Layout, reader: Reader): readonly Fragment[] {
  const files = [main, ...(override === undefined ? [] : [override]), ...Object.values(environments)];
  return loadFragments(files, {}, reader);
}
