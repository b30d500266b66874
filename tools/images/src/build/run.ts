import { join } from 'node:path';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isMissing } from '@slipway/kit';
import { docker } from '../docker.js';
import type { ImagePlan } from '../plan.js';
import { targetName, toBake, type BakeSurroundings } from './bake.js';
import { advance, failedSteps, type Step, type Steps } from './progress.js';

/** What became of one plan. */
export type Baked =
  | {
      readonly kind: 'built';
      readonly manifestDigest: string;
      readonly configDigest: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'failed'; readonly steps: readonly Step[]; readonly message: string }
  | { readonly kind: 'stopped' };

/** How to bake. */
export interface BakeRequest {
  readonly plans: readonly ImagePlan[];
  readonly surroundings: BakeSurroundings;
  /** A folder for the definition and the metadata, removed afterwards. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Called with all steps whenever one changes; `name` gives a plan's target. */
  readonly onProgress: (steps: Steps, names: ReadonlyMap<ImagePlan, string>) => void;
  /** Called as soon as it is known what became of a plan. */
  readonly onDone: (plan: ImagePlan, baked: Baked) => void;
}

/**
 * Builds all plans in one solve. A target that fails takes its siblings with it (the builder cancels them), so they are baked again
 * without it, from what the cache already holds: one failure never costs another project its image.
 */
export async function bake(request: BakeRequest): Promise<void> {
  let left = request.plans;
  while (left.length > 0 && !request.signal.aborted) {
    const round = await bakeOnce(left, request);
    for (const [plan, baked] of round.decided) request.onDone(plan, baked);
    left = left.filter((plan) => !round.decided.has(plan));
  }
  for (const plan of left) request.onDone(plan, { kind: 'stopped' });
}

async function bakeOnce(
  plans: readonly ImagePlan[],
  { surroundings, scratch, signal, onProgress }: BakeRequest,
): Promise<{ readonly decided: ReadonlyMap<ImagePlan, Baked> }> {
  const names = new Map(plans.map((plan, index) => [plan, targetName(plan, index)]));
  mkdirSync(scratch, { recursive: true });
  const definitionFile = join(scratch, 'bake.json');
  const metadataFile = join(scratch, 'metadata.json');
  const definition = toBake(plans, surroundings);
  writeFileSync(definitionFile, JSON.stringify(definition, null, 2));
  rmSync(metadataFile, { force: true });

  const targets = [...names.values()];
  let steps: Steps = new Map();
  const said: string[] = [];
  const startedMs = Date.now();
  const outcome = await docker(
    [
      'buildx',
      'bake',
      '--file',
      definitionFile,
      '--metadata-file',
      metadataFile,
      '--progress',
      'rawjson',
      ...permissions(plans, surroundings),
    ],
    {
      cwd: surroundings.workspaceRoot,
      signal,
      onStderrLine: (line) => {
        if (!line.startsWith('{')) said.push(line);
        steps = advance(steps, line, targets);
        onProgress(steps, names);
      },
    },
  );
  const durationMs = Date.now() - startedMs;
  if (signal.aborted) return { decided: new Map(plans.map((plan) => [plan, { kind: 'stopped' } as const])) };
  if (outcome.kind === 'exited' && outcome.exitCode === 0) {
    return { decided: readMetadata(metadataFile, names, durationMs) };
  }
  return { decided: blame(names, steps, said.filter((line) => line.trim() !== '').join('\n')) };
}

/** Bake reads nothing outside of the workspace that it was not allowed to: https://docs.docker.com/reference/cli/docker/buildx/bake/#allow */
function permissions(plans: readonly ImagePlan[], { sshAgent }: BakeSurroundings): readonly string[] {
  const files = new Set(
    plans.flatMap(({ secrets }) => secrets.flatMap(({ source }) => (source.kind === 'file' ? [source.path] : []))),
  );
  return [...[...files].map((path) => `--allow=fs.read=${path}`), ...(sshAgent ? ['--allow=ssh'] : [])];
}

/** What bake tells of a target: https://docs.docker.com/reference/cli/docker/buildx/bake/#metadata-file */
interface BakeMetadata {
  readonly 'containerimage.digest'?: string;
  readonly 'containerimage.config.digest'?: string;
}

function readMetadata(
  file: string,
  names: ReadonlyMap<ImagePlan, string>,
  durationMs: number,
): ReadonlyMap<ImagePlan, Baked> {
  const metadata = JSON.parse(readFileSync(file, 'utf8')) as Record<string, BakeMetadata | undefined>;
  return new Map(
    [...names].map(([plan, name]): [ImagePlan, Baked] => {
      const entry = metadata[name];
      const manifestDigest = entry?.['containerimage.digest'] ?? '';
      const configDigest = entry?.['containerimage.config.digest'] ?? '';
      return [plan, { kind: 'built', manifestDigest, configDigest, durationMs }];
    }),
  );
}

/** Finds who failed. Where no step did (the engine died, a definition was refused), all did, with what the client said. */
function blame(names: ReadonlyMap<ImagePlan, string>, steps: Steps, said: string): ReadonlyMap<ImagePlan, Baked> {
  const failed = failedSteps(steps);
  const guilty = [...names].filter(
    ([, name]) => failed.some((step) => step.target === name) || said.includes(`target ${name}:`),
  );
  const blamed = guilty.length > 0 ? guilty : [...names];
  return new Map(
    blamed.map(([plan, name]): [ImagePlan, Baked] => {
      const own = failed.filter((step) => step.target === name || step.target === undefined);
      return [plan, { kind: 'failed', steps: own.length > 0 ? own : failed, message: said }];
    }),
  );
}

/** Removes what a bake left in its scratch folder. */
export function removeScratch(scratch: string): void {
  try {
    rmSync(scratch, { recursive: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
