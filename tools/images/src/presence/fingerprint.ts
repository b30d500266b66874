import type { TargetConfiguration } from '@nx/devkit';
import { join } from 'node:path';
import { canonicalJson, readIfPresent, sha256 } from '@slipway/kit';

/** What a fingerprint is made of. */
export interface FingerprintFacts {
  readonly workspaceRoot: string;
  /** Of the project, relative. */
  readonly root: string;
  /** As the target declares them: https://nx.dev/reference/inputs */
  readonly inputs: TargetConfiguration['inputs'];
  /** What else decides about the plan: options, names. */
  readonly settings: unknown;
  readonly hashFiles: (globs: readonly string[], exclude: readonly string[]) => Promise<string>;
}

/** Filesets of a target, as paths and globs relative to the workspace. */
interface Filesets {
  readonly globs: readonly string[];
  readonly exclude: readonly string[];
  /** Without a wildcard: these are read, since an exclusion for their folder must not hide them. */
  readonly files: readonly string[];
}

/**
 * A text that is the same as long as nothing that can change a project's images changed in the workspace. Nx makes one like it to choose what
 * to run, but keeps it to itself: since 24.0 a batch is not told the hashes of its tasks.
 * @returns `undefined` where the target declares inputs that only Nx can resolve (a named input, a command, a variable)
 */
export async function fingerprint(facts: FingerprintFacts): Promise<string | undefined> {
  const filesets = readFilesets(facts.root, facts.inputs);
  if (filesets === undefined) return undefined;
  const { globs, exclude, files } = filesets;
  const texts = files.map((file) => [file, contentHash(facts.workspaceRoot, file)]);
  const matched = await facts.hashFiles(globs, exclude);
  return sha256(canonicalJson({ settings: facts.settings, filesets, texts, matched }));
}

function contentHash(workspaceRoot: string, file: string): string | null {
  const text = readIfPresent(join(workspaceRoot, file));
  return text === undefined ? null : sha256(text);
}

function readFilesets(root: string, inputs: FingerprintFacts['inputs']): Filesets | undefined {
  const globs: string[] = [];
  const exclude: string[] = [];
  const files: string[] = [];
  for (const input of inputs ?? []) {
    const [, not, base, path] =
      (typeof input === 'string' ? /^(!?)\{(project|workspace)Root\}\/(.+)$/.exec(input) : null) ?? [];
    if (base === undefined || path === undefined) return undefined;
    const absolute = base === 'project' && root !== '.' ? `${root}/${path}` : path;
    if (not === '!') exclude.push(absolute);
    else if (/[*?{[(]/.test(path)) globs.push(absolute);
    else files.push(absolute);
  }
  return globs.length === 0 ? undefined : { globs, exclude, files };
}
