import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import { joinPath, leavesWorkspace } from '@slipway/kit';

/**
 * What the right-hand side of a dependency asks for, as far as it can lead to another package of the repository.
 * `elsewhere` is a git repository, a URL or a tag: never one of ours.
 */
export type Specifier =
  | { readonly kind: 'range'; readonly range: string }
  /** `file:`, `link:`, `portal:` or a bare path, relative to the package that says it. */
  | { readonly kind: 'path'; readonly path: string }
  /** `workspace:`: the workspace's package of that name, whatever its version. */
  | { readonly kind: 'workspace'; readonly name: string }
  | { readonly kind: 'elsewhere' };

/** Reads the specifier of the dependency `name`, in the syntax of npm, pnpm or yarn. */
export function parseSpecifier(name: string, text: string): Specifier {
  const spec = text.trim();
  const path = /^(?:file|link|portal):(?:\/\/(?=[/.]))?(.*)$/.exec(spec)?.[1] ?? (isBarePath(spec) ? spec : undefined);
  if (path !== undefined) return { kind: 'path', path };
  if (spec.startsWith('workspace:')) return parseWorkspaceProtocol(name, spec.slice('workspace:'.length));
  // npm looks for an alias under the alias: a workspace's package of that name satisfies it by its version alone.
  const alias = /^npm:(?:@[^/@]+\/)?[^@]+(?:@(.*))?$/.exec(spec);
  const range = alias === null ? spec : (alias[1] ?? '*');
  if (range === '' || range === '*') return { kind: 'range', range: '*' };
  return validRange(range, { loose: true }) === null ? { kind: 'elsewhere' } : { kind: 'range', range };
}

/** Whether a package of this version is what a range asks for. `*` takes any, one without a version too. */
export function isSatisfied(range: string, version: string | undefined): boolean {
  return range === '*' || (version !== undefined && satisfies(version, range, { loose: true }));
}

/** Where a path that a package names leads to; `undefined` where it leaves the repository. */
export function pathTarget(folder: string, path: string): string | undefined {
  const target = joinPath(folder, path);
  return /^[/~]/.test(path) || leavesWorkspace(target) ? undefined : target;
}

/** True for the name of a packed package. */
export function isArchive(path: string): boolean {
  return /\.(?:tgz|tar\.gz|tar)$/i.test(path);
}

/** A path or an archive written without a protocol; `owner/name` is a repository on GitHub. */
function isBarePath(spec: string): boolean {
  return /^(?:\.|\/|~\/)/.test(spec) || (isArchive(spec) && !spec.includes(':'));
}

function parseWorkspaceProtocol(name: string, rest: string): Specifier {
  if (/^\.{1,2}(?:\/|$)/.test(rest)) return { kind: 'path', path: rest };
  const alias = /^((?:@[^/@]+\/)?[^@~^*<>=\s]+)@/.exec(rest)?.[1];
  return { kind: 'workspace', name: alias ?? name };
}
