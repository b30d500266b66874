import { basename, dirname, join, resolve } from 'node:path';
import { addFileEntries } from './file-entries.js';
import { openReading, readFragments, withEnvFiles, type MissingVariable, type Reading } from './reading.js';
import { readTree } from './stack-tree.js';
import { substitute, type Lookup } from './substitute.js';
import { child, descendant, map, textOf, type ModelPath, type Origin, type Traced, type TracedMap } from './traced.js';

/** What the origins of a stack are found from. */
export interface OriginsRequest {
  /** Absolute folder that places are told relative to. */
  readonly root: string;
  /** As given to `docker compose -f`, in order; relative ones start from the root. */
  readonly files: readonly string[];
  /** The text of a file by its absolute path, `undefined` where there is none. */
  readonly read: (path: string) => string | undefined;
  /** Variables as the shell has them; they win over env files. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** As given to `--env-file`; without them `.env` beside the first file counts. */
  readonly envFiles?: readonly string[];
}

/** Where every value of a merged stack was written. */
export interface Origins {
  /** The merged tree in long form, all profiles in it. */
  readonly tree: TracedMap;
  /**
   * The place that set a value last. For what nobody set: the `!reset` that took it away, else the nearest value around it, and for
   * a service the place that defines it. `undefined` only where not even the section was written.
   */
  of(path: ModelPath): Origin | undefined;
  /** Where a service, network, volume or secret comes from, whatever is laid over it later. */
  definitionOf(path: ModelPath): Origin | undefined;
  /** Variables that are asked for and not set, each place once. */
  readonly missing: readonly MissingVariable[];
  /** Every compose and env file that the stack is made of, absolute, in the order they were read. */
  readonly files: readonly string[];
}

/**
 * Follows compose's files to where each merged value was written. It only reads what `read` gives.
 * @throws UserError where a file is no YAML or an env file is unreadable, with file and line
 */
export function originsOf(request: OriginsRequest): Origins {
  const reading = openReading(request.root, request.read);
  const files = request.files.map((path) => resolve(request.root, path));
  const folder = dirname(files[0] ?? join(request.root, 'compose.yml'));
  const shell: Lookup = (name) => request.environment?.[name];
  const envFiles = request.envFiles?.map((path) => resolve(request.root, path)) ?? [join(folder, '.env')];
  const outer = withEnvFiles(shell, envFiles, reading);
  const project = outer('COMPOSE_PROJECT_NAME') ?? projectName(files, folder, outer, reading);
  const lookup: Lookup = (name) => (name === 'COMPOSE_PROJECT_NAME' ? project : outer(name));
  const merged = readTree(files, { folder, lookup, trail: [] }, reading) ?? emptyTree(request.files[0] ?? '');
  const tree = addFileEntries(merged, lookup, reading);
  return {
    tree,
    of: (path) => findOrigin(tree, path),
    definitionOf: (path) => {
      const node = descendant(tree, path);
      return node?.kind === 'map' ? node.defined : node?.origin;
    },
    missing: [...reading.missing.values()],
    files: [...reading.files],
  };
}

function emptyTree(file: string): TracedMap {
  return map([], { file, line: 1, column: 1, document: 0, at: [], shared: false });
}

/** Compose knows the name before anything else, since files may ask for it. */
function projectName(files: readonly string[], folder: string, lookup: Lookup, reading: Reading): string {
  const named = files
    .flatMap((file) => readFragments(file, reading))
    .flatMap(({ tree }) => textOf(child(tree, 'name')) ?? []);
  const name = substitute(named.at(-1) ?? '', lookup) || basename(folder);
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}

function findOrigin(tree: TracedMap, path: ModelPath): Origin | undefined {
  let node: Traced = tree;
  for (const [depth, key] of path.entries()) {
    const next = child(node, key);
    if (next === undefined) {
      const removed = node.kind === 'map' ? node.removed.get(String(key)) : undefined;
      if (removed !== undefined) return removed;
      if (depth === 0) return undefined;
      return depth === 2 && node.kind === 'map' ? node.defined : node.origin;
    }
    node = next;
  }
  return node.origin;
}
