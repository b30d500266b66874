import { byCodeUnit, sha256, type Place, UserError } from '@slipway/kit';
import type { ContextFile, PrunePlan } from '@slipway/toolchains';
import { tiers, type Tier } from '../tiers.js';

/** What the disk says of a workspace file. `text` of a link is where it points. */
export type FileFacts =
  | { readonly kind: 'file'; readonly sha256: string; readonly executable: boolean; readonly bytes: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'missing' };

/** One file of a context as it is going to lie there. */
export interface PlannedFile {
  /** Where in the context. */
  readonly path: string;
  /** Modes are 0644 or 0755, whatever the checkout's umask made of them; `link` is a symbolic link. */
  readonly mode: '0644' | '0755' | 'link';
  /** SHA-256 of the content, or of a link's target. */
  readonly sha256: string;
  readonly bytes: number;
  readonly content:
    | { readonly kind: 'copy'; readonly from: string }
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'link'; readonly target: string };
  /** The workspace files that it is made from. */
  readonly madeFrom: readonly string[];
}

/** The files of the three named contexts, each in code unit order of their paths. */
export type PrunedContext = Readonly<Record<Tier, readonly PlannedFile[]>>;

/**
 * Turns a toolchain's prune plan into the exact files of the three contexts. `extra` are further workspace files (the option `include`),
 * which come with the libraries.
 * @throws UserError where a file is gone since it was listed, or a link leads out of the workspace.
 */
export function planContext(
  plan: PrunePlan,
  extra: readonly string[],
  factsOf: (path: string) => FileFacts,
): PrunedContext {
  const included = extra.map((path): ContextFile => ({ kind: 'copy', path }));
  const sources: Readonly<Record<Tier, readonly ContextFile[]>> = {
    manifests: plan.manifests,
    libraries: [...plan.libraries, ...included],
    application: plan.application,
  };
  const planned = tiers.map((tier) => [tier, planTier(sources[tier], factsOf)] as const);
  return Object.fromEntries(planned) as unknown as PrunedContext;
}

function planTier(files: readonly ContextFile[], factsOf: (path: string) => FileFacts): readonly PlannedFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  return [...byPath.values()].map((file) => planFile(file, factsOf)).sort((a, b) => byCodeUnit(a.path, b.path));
}

function planFile(file: ContextFile, factsOf: (path: string) => FileFacts): PlannedFile {
  switch (file.kind) {
    case 'write':
      return {
        path: file.path,
        mode: '0644',
        sha256: sha256(file.text),
        bytes: Buffer.byteLength(file.text),
        content: { kind: 'text', text: file.text },
        madeFrom: file.madeFrom,
      };
    case 'copy':
      return planCopy(file.path, factsOf(file.path));
  }
}

function planCopy(path: string, facts: FileFacts): PlannedFile {
  const madeFrom = [path];
  switch (facts.kind) {
    case 'file': {
      const mode = facts.executable ? '0755' : '0644';
      return { path, mode, sha256: facts.sha256, bytes: facts.bytes, content: { kind: 'copy', from: path }, madeFrom };
    }
    case 'link':
      if (facts.target.startsWith('/')) throw absoluteLink({ file: path }, facts.target);
      return {
        path,
        mode: 'link',
        sha256: sha256(facts.target),
        bytes: 0,
        content: { kind: 'link', target: facts.target },
        madeFrom,
      };
    case 'missing':
      throw new UserError({
        what: 'the file is needed for the image and is gone',
        where: { file: path },
        fix: 'run again',
      });
  }
}

function absoluteLink(where: Place, target: string): UserError {
  return new UserError({
    what: `is a symbolic link to ${target}, which does not exist inside a build`,
    where,
    fix: 'make the link relative and keep its target in the workspace, or copy the file',
  });
}

/** The total size of a context in bytes. */
export function contextBytes(context: PrunedContext): number {
  return tiers.flatMap((tier) => context[tier]).reduce((sum, { bytes }) => sum + bytes, 0);
}
