import { posix } from 'node:path';
import { isInside, joinPath, leavesWorkspace, unreachable } from '@slipway/kit';
import { parseGoCover } from './go-cover.js';
import { FileHits, mergeHits } from './hits.js';
import { formatLcov, parseLcov } from './lcov.js';

/** The formats in which the tools of the languages write coverage. */
export type CoverageFormat = 'lcov' | 'go-cover';

/** What has to be known to find the files that a tool names. */
export interface CoverageOptions {
  /** Absolute. */
  readonly workspaceRoot: string;
  /** The folder of the project, which relative paths start from; relative to the workspace root. */
  readonly root: string;
  /** Folders, relative to the workspace root, by Go's import path; of modules or of packages. */
  readonly modules?: Readonly<Record<string, string>>;
  /** The text of a file, by its path relative to the workspace root; without it no file is looked at. */
  readonly read?: (path: string) => string | undefined;
}

/** Where images have the workspace. */
const CONTAINER_ROOT = '/workspace';

/**
 * Turns what a tool wrote into LCOV with paths relative to the workspace root. Files outside of the workspace and generated ones are left
 * out.
 * @returns problems that a reader has to know; an empty LCOV is one of them
 */
export function normaliseCoverage(
  format: CoverageFormat,
  text: string,
  options: CoverageOptions,
): { readonly lcov: string; readonly problems: readonly string[] } {
  const reading = read(format, text, options);
  const problems = [...reading.problems];
  const kept: FileHits[] = [];
  for (const file of reading.files) {
    const place = placeOf(format, file.path, options);
    switch (place.kind) {
      case 'inside': {
        const moved = new FileHits(place.path);
        moved.add(file);
        kept.push(moved);
        break;
      }
      case 'missing':
        problems.push(`${place.path} is not in the workspace (anymore)`);
        break;
      case 'left-out':
        break;
      default:
        unreachable(place);
    }
  }
  const [first] = reading.files;
  if (kept.length === 0) {
    const lost =
      first === undefined
        ? 'it names no file'
        : `none of its files is a source of the workspace, such as ${first.path}`;
    problems.push(lost);
  }
  return { lcov: formatLcov(mergeHits([kept])), problems };
}

function read(
  format: CoverageFormat,
  text: string,
  options: CoverageOptions,
): { readonly files: readonly FileHits[]; readonly problems: readonly string[] } {
  switch (format) {
    case 'lcov':
      return parseLcov(text);
    case 'go-cover':
      return parseGoCover(text, (name) => {
        const place = placeOf(format, name, options);
        return place.kind === 'inside' ? options.read?.(place.path) : undefined;
      });
    default:
      return unreachable(format);
  }
}

/** A file of the workspace, one that should be and is not, or one that is none of ours. */
type FilePlace =
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'left-out' };

function placeOf(format: CoverageFormat, name: string, options: CoverageOptions): FilePlace {
  const path = pathOf(format, name.replaceAll('\\', '/'), options);
  if (path === undefined || isGenerated(path)) return { kind: 'left-out' };
  if (options.read === undefined) return { kind: 'inside', path };
  const text = options.read(path);
  if (text === undefined) return { kind: 'missing', path };
  return saysGenerated(text) ? { kind: 'left-out' } : { kind: 'inside', path };
}

function pathOf(format: CoverageFormat, name: string, options: CoverageOptions): string | undefined {
  if (posix.isAbsolute(name))
    return [options.workspaceRoot, CONTAINER_ROOT].map((root) => below(root, name)).find((path) => path !== undefined);
  if (format === 'go-cover') return importedPath(name, options.modules ?? {});
  const fromProject = joinPath(options.root, name);
  if (leavesWorkspace(fromProject)) return undefined;
  // Some tools write paths relative to where they were started, which may be the workspace.
  const fromWorkspace = joinPath(name);
  const isThere = (path: string) => options.read?.(path) !== undefined;
  return !isThere(fromProject) &&
    isInside(fromWorkspace, options.root) &&
    (isThere(fromWorkspace) || options.read === undefined)
    ? fromWorkspace
    : fromProject;
}

function below(root: string, path: string): string | undefined {
  const normal = posix.normalize(path);
  const folder = root.replaceAll('\\', '/').replace(/\/$/, '');
  return normal.startsWith(`${folder}/`) ? normal.slice(folder.length + 1) : undefined;
}

function importedPath(name: string, modules: Readonly<Record<string, string>>): string | undefined {
  const module = Object.keys(modules)
    .filter((path) => isInside(name, path))
    .sort((a, b) => b.length - a.length)[0];
  return module === undefined ? undefined : joinPath(modules[module] ?? '.', name.slice(module.length + 1));
}

/** Folders that hold what was installed or made; `target` and `dist` below `src` are somebody's own names. */
function isGenerated(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  const sources = folders.indexOf('src');
  const outside = sources === -1 ? folders : folders.slice(0, sources);
  return (
    folders.some((name) => ['node_modules', 'site-packages', '.venv', '.cargo', '.nx', '.slipway'].includes(name)) ||
    outside.some((name) => name === 'target' || name === 'dist')
  );
}

/** What generators write at the top, so that people and tools leave the file alone: https://go.dev/s/generatedcode, and `@generated`. */
function saysGenerated(text: string): boolean {
  return /^\s*(?:\/\/|#|\/?\*)\s*(?:Code generated .* DO NOT EDIT\.|@generated\b)/m.test(text.slice(0, 4000));
}
