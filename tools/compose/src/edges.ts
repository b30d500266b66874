import { isInside, joinPath, leavesWorkspace, isRecord } from '@slipway/kit';
import { findLayout } from './files/layout.js';
import { interpolate, servicesOf, type Fragment } from './files/load.js';
import { fragmentsOf } from './infer.js';
import type { Reader } from '@slipway/toolchains';

/** What a compose file needs of a project of the workspace. */
export interface StackEdge {
  /** Name of the project whose image a service runs. */
  readonly target: string;
  /** The compose file that says so. */
  readonly sourceFile: string;
}

/** The projects of a workspace as far as a stack can need them. */
export interface Candidates {
  /** Name of a project to the name of its image, without tag. */
  readonly images: ReadonlyMap<string, string>;
  /** Name of a project to its folder. */
  readonly roots: ReadonlyMap<string, string>;
}

/** The projects that the services of a folder's compose files run, in any environment. */
export function stackEdges(folder: string, candidates: Candidates, reader: Reader): readonly StackEdge[] {
  const layout = findLayout(folder, reader);
  if (layout === undefined) return [];
  const edges = fragmentsOf(layout, reader).flatMap((fragment) =>
    servicesOf(fragment.data).flatMap(([, service]) =>
      [projectOfImage(service, fragment, candidates), projectOfBuild(service, fragment, candidates)].flatMap(
        (target) => (target === undefined ? [] : [{ target, sourceFile: fragment.file }]),
      ),
    ),
  );
  return [...new Map(edges.map((edge) => [`${edge.target}\n${edge.sourceFile}`, edge])).values()];
}

type ServiceData = Readonly<Record<string, unknown>>;

function projectOfImage({ image }: ServiceData, { variables }: Fragment, { images }: Candidates): string | undefined {
  return typeof image === 'string' ? findProjectOfImage(interpolate(image, variables), images) : undefined;
}

/**
 * The project that an image is built from. A project with several programs has an image for each, `<image>-<program>`.
 * @param image with or without tag and digest
 */
export function findProjectOfImage(image: string, images: ReadonlyMap<string, string>): string | undefined {
  const name = withoutTag(image);
  const exact = [...images].find(([, own]) => own === name);
  if (exact !== undefined) return exact[0];
  const longest = [...images]
    .filter(([, own]) => name.startsWith(`${own}-`))
    .sort(([, a], [, b]) => b.length - a.length);
  return longest[0]?.[0];
}

/** The name of an image without its tag and digest. A colon before a slash is a registry's port. */
export function withoutTag(image: string): string {
  return image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
}

/** The project whose folder, or whose Dockerfile, a service is built from. */
function projectOfBuild({ build }: ServiceData, fragment: Fragment, { roots }: Candidates): string | undefined {
  const long = typeof build === 'string' ? { context: build } : isRecord(build) ? build : undefined;
  if (long === undefined) return undefined;
  const { context, dockerfile } = long as { readonly context?: unknown; readonly dockerfile?: unknown };
  const folder = inWorkspace(fragment, typeof context === 'string' ? context : '.');
  if (folder === undefined) return undefined;
  const file = typeof dockerfile === 'string' ? joinPath(folder, dockerfile) : folder;
  return owner(file, roots) ?? owner(folder, roots);
}

function inWorkspace({ base, variables }: Fragment, path: string): string | undefined {
  const local = interpolate(path, variables);
  if (local.startsWith('/') || /^[a-z]+:\/\/|^git@/.test(local)) return undefined;
  const joined = joinPath(base, local);
  return leavesWorkspace(joined) ? undefined : joined;
}

function owner(path: string, roots: ReadonlyMap<string, string>): string | undefined {
  return [...roots]
    .filter(([, root]) => root !== '.' && isInside(path, root))
    .sort(([, a], [, b]) => b.length - a.length)[0]?.[0];
}
