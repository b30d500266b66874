import type { ExecutorContext, ProjectConfiguration, ProjectGraph, TargetConfiguration } from '@nx/devkit';
import { join } from 'node:path';
import { describeError, UserError } from '@slipway/kit';
import type { SlipwayMetadata } from '@slipway/toolchains';
import { hashWorkspaceFiles } from '../context/workspace-files.js';
import type { BuildOptions } from '../options.js';
import { findPresence } from '../presence/find.js';
import { writeImageFile } from '../presence/image-file.js';
import { fingerprint } from '../presence/fingerprint.js';
import { findKnownPlan, type KnownPlan } from '../presence/known-plans.js';
import { observe, type Observation } from '../presence/observe.js';
import type { Receipt } from '../presence/receipt.js';
import { readBuildOptions } from '../read-options.js';
import { openSession, type Session } from '../session.js';
import { explainObstacle } from '../state.js';
import { checkOneProcess } from './plan-file.js';
import { closingLine, type Outcome } from './closing-line.js';

/** One project whose images are wanted. */
export interface ProjectTask {
  readonly id: string;
  readonly project: string;
  readonly target: string;
  readonly options: BuildOptions;
  /** What its inputs are like at the start of the run, where that could be told. */
  readonly fingerprint?: string;
}

/** What became of a project's images; `output` is for the terminal. */
export interface ProjectResult {
  readonly id: string;
  readonly success: boolean;
  readonly output: string;
}

/**
 * Gets the images of all given projects onto the engine. Where no input changed since a plan was made, that costs no more than a look at the
 * engine; only for the rest is the workspace read.
 */
export async function* buildProjects(
  wanted: readonly ProjectTask[],
  context: ExecutorContext,
): AsyncGenerator<ProjectResult> {
  const outcomes: Outcome[] = [];
  let tasks = wanted;
  try {
    const readable: ProjectTask[] = [];
    for (const task of wanted) {
      const wrong = orUserError(() => {
        readable.push({ ...task, options: readBuildOptions(task.options, task, context) });
      });
      if (wrong === undefined) continue;
      outcomes.push({ project: task.project, kind: 'failed' });
      yield { id: task.id, success: false, output: describeError(wrong) };
    }
    tasks = readable;
    checkOneProcess(readable, context);
    const session = openSession(context);
    const [observation, marked] = await Promise.all([
      observe(session.state),
      Promise.all(readable.map((task) => withFingerprint(task, session, context))),
    ]);
    tasks = marked;
    const open: ProjectTask[] = [];
    for (const task of tasks) {
      const problems = problemsOf(task.project, context);
      if (problems.length > 0) {
        outcomes.push({ project: task.project, kind: 'failed' });
        yield { id: task.id, success: false, output: problems.join('\n') };
        continue;
      }
      const receipts = presentByFingerprint(task, session, observation);
      if (receipts === undefined) {
        open.push(task);
        continue;
      }
      const root = context.projectGraph.nodes[task.project]?.data.root ?? '.';
      const failure = orUserError(() => {
        writeImages(join(session.workspaceRoot, root), receipts);
      });
      outcomes.push(...receipts.map((): Outcome => ({ project: task.project, kind: 'present' })));
      const output = failure === undefined ? presentText(receipts, session) : describeError(failure);
      yield { id: task.id, success: failure === undefined, output };
    }
    if (open.length > 0) {
      const { buildOpen } = await import('./open-tasks.js');
      yield* buildOpen(open, { session, observation, context, outcomes });
    }
  } catch (thrown) {
    const error = explainObstacle(thrown);
    const reported = new Set(outcomes.map(({ project }) => project));
    let output = describeError(error);
    for (const task of tasks.filter(({ project }) => !reported.has(project))) {
      yield { id: task.id, success: false, output };
      // One cause is told once, not for each of its victims.
      output = error instanceof UserError ? `not built: ${firstLine(output)}` : 'not built';
    }
    return;
  }
  const line = closingLine(outcomes);
  if (line !== undefined) console.log(line);
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}

/** What one project's user did wrong is no reason to leave its siblings unbuilt. */
function orUserError(act: () => void): UserError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function problemsOf(project: string, { projectGraph }: ExecutorContext): readonly string[] {
  const metadata = projectGraph.nodes[project]?.data.metadata as { slipway?: SlipwayMetadata } | undefined;
  return metadata?.slipway?.problems ?? [];
}

async function withFingerprint(
  task: ProjectTask,
  { workspaceRoot, workspaceName, options }: Session,
  { projectGraph }: ExecutorContext,
): Promise<ProjectTask> {
  const data = projectGraph.nodes[task.project]?.data;
  if (data === undefined || task.options.dryRun === true) return task;
  const { dryRun: _dry, cache: _cache, json: _json, progress: _progress, tags: _tags, ...plan } = task.options;
  const made = await fingerprint({
    workspaceRoot,
    root: data.root,
    inputs: inputsOf(task, data, projectGraph),
    settings: { plan, workspaceName, options, project: task.project },
    hashFiles: async (globs, exclude) => await hashWorkspaceFiles(workspaceRoot, globs, exclude),
  });
  return made === undefined ? task : { ...task, fingerprint: made };
}

/** What the target declares, and what only the options of this run bring in. */
function inputsOf(
  { target, options }: ProjectTask,
  data: ProjectConfiguration,
  { nodes }: ProjectGraph,
): TargetConfiguration['inputs'] {
  const declared = data.targets?.[target]?.inputs;
  if (declared === undefined) return undefined;
  const implicit = (data.implicitDependencies ?? []).flatMap((name) => {
    const root = nodes[name]?.data.root;
    return root === undefined ? [] : [root];
  });
  return [
    ...declared,
    ...(options.dockerfile === undefined ? [] : [`{workspaceRoot}/${options.dockerfile}`]),
    ...(options.include ?? []).map((glob) => `{workspaceRoot}/${glob}`),
    ...implicit.map((root) => `{workspaceRoot}/${root}/**/*`),
  ];
}

/** The receipts of a task whose inputs were seen like this before, if all its images are on the engine under their tags. */
function presentByFingerprint(
  { project, options, fingerprint: seen }: ProjectTask,
  session: Session,
  observation: Observation,
): readonly Receipt[] | undefined {
  if (seen === undefined || options.cache === false || options.dryRun === true) return undefined;
  const known = findKnownPlan(session, project, seen, (plan) =>
    isStillTrue(plan, session, observation, options.platform),
  );
  if (known === undefined) return undefined;
  const receipts: Receipt[] = [];
  for (const { image, planHash } of known.images) {
    const tags = [session.checkoutTag, ...(options.tags ?? [])].map((tag) => `${image}:${tag}`);
    const presence = findPresence({ image, tags, planHash }, { state: session.state, observation, useCache: true });
    if (presence.kind !== 'present') return undefined;
    receipts.push(presence.receipt);
  }
  return receipts;
}

/** The bases are what they were: the lock says the same of the pinned, the engine of the others. */
function isStillTrue(
  known: KnownPlan,
  { lock }: Session,
  { images, platform }: Observation,
  asked: string | undefined,
): boolean {
  if (known.platform !== (asked ?? platform)) return false;
  return known.bases.every(({ name, kind, digest }) => {
    const held = images[name] ?? images[`${name}:latest`];
    switch (kind) {
      case 'pinned':
        return held?.standIn !== true && lock.images[name]?.digests[known.platform] === digest;
      case 'local':
        return (
          name.includes('@sha256:') ||
          (held?.id === digest && (held.standIn || lock.images[name]?.digests[known.platform] === undefined))
        );
    }
  });
}

/** Notes what others may depend on. @param folder absolute path of the project */
export function writeImages(folder: string, receipts: readonly Receipt[]): void {
  writeImageFile(
    folder,
    receipts.map(({ image, planHash, manifestDigest }) => ({ name: image, planHash, digest: manifestDigest })),
  );
}

function presentText(receipts: readonly Receipt[], { checkoutTag }: Session): string {
  return receipts.map(({ image }) => `${image}:${checkoutTag} is present`).join('\n');
}
