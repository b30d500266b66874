import type { ExecutorContext } from '@nx/devkit';
import { join } from 'node:path';
import { describeError, formatProblem, isInside, UserError } from '@slipway/kit';
import { diskTree, recogniseFiles, type RecognisedWorkspace, type WorkspaceProject } from '@slipway/toolchains';
import { workspaceFiles } from '../context/workspace-files.js';
import { collectContexts } from '../context/collect.js';
import { docker } from '../docker.js';
import type { ImagePlan } from '../plan.js';
import { MissingBaseError, prepareImages, type PrepareFacts } from '../prepare.js';
import { ensureImages, type Ensured } from '../presence/ensure.js';
import { findPresence } from '../presence/find.js';
import { rememberPlan } from '../presence/known-plans.js';
import type { BuildReason } from '../presence/lookup.js';
import { observe, type Observation } from '../presence/observe.js';
import { describeReason } from '../presence/reason.js';
import type { Receipt } from '../presence/receipt.js';
import type { Session } from '../session.js';
import { stateOf } from '../state.js';
import { checkUniqueNames, imageNamesOf } from '../unique-names.js';
import type { Outcome } from './closing-line.js';
import { diagnose } from './diagnose.js';
import { plansToJson, printPlans } from './dry-run.js';
import { planFileOf, writePlanFile } from './plan-file.js';
import { openLiveView, type LiveView } from './live.js';
import { writeImages, type ProjectResult, type ProjectTask } from './projects.js';

/** A file as young as this when the run began may have been written after its fingerprint was taken. */
const SETTLED_MS = 5_000;

interface OpenRequest {
  readonly session: Session;
  readonly observation: Observation;
  readonly context: ExecutorContext;
  /** What became of the images, for the closing line. */
  readonly outcomes: Outcome[];
}

interface Prepared {
  readonly task: ProjectTask;
  readonly entry: WorkspaceProject;
  readonly plans: readonly ImagePlan[];
}

/** Deals with the tasks that a known fingerprint could not settle: reads the workspace, plans, and makes the images be there. */
export async function* buildOpen(tasks: readonly ProjectTask[], request: OpenRequest): AsyncGenerator<ProjectResult> {
  const { session, context, outcomes } = request;
  const startedMs = Date.now();
  const files = await workspaceFiles(session.workspaceRoot);
  const workspace = await recogniseFiles(files, session.options, session.workspaceRoot);
  const facts = prepareFacts(workspace, files, request);

  const prepared: Prepared[] = [];
  let observation = request.observation;
  for (const task of tasks) {
    try {
      const entry = findEntry(task.project, workspace, context);
      checkUniqueNames(task.project, session.workspaceName, context.projectGraph);
      const result = await prepareWithBases(entry, task, { ...facts, observation });
      observation = result.observation;
      prepared.push({ task, entry, plans: result.plans });
    } catch (error) {
      outcomes.push({ project: task.project, kind: 'failed' });
      yield { id: task.id, success: false, output: describeError(error) };
    }
  }

  const dry = prepared.filter(({ task }) => task.options.dryRun === true);
  const useCache = dry.every(({ task }) => task.options.cache !== false);
  const presenceOf = (plan: ImagePlan) => findPresence(plan, { state: session.state, observation, useCache });
  for (const file of new Set(dry.flatMap(({ task }) => planFileOf(task) ?? []))) {
    const written = dry.filter(({ task }) => planFileOf(task) === file).flatMap(({ plans }) => plans);
    writePlanFile(session.workspaceRoot, file, plansToJson(written, presenceOf));
  }
  for (const { task, plans } of dry) {
    const file = planFileOf(task);
    const output =
      file === undefined
        ? printPlans(plans, presenceOf, { json: task.options.json === true, projectRoots: workspace.roots })
        : `the plan of ${task.project} is in ${file}`;
    outcomes.push(...plans.map((plan): Outcome => plannedOutcome(plan, task, { session, observation })));
    yield { id: task.id, success: true, output };
  }

  const wanted = prepared.filter(({ task }) => task.options.dryRun !== true);
  if (wanted.length > 0) yield* ensureAll(wanted, { ...request, observation }, workspace.roots, startedMs);
}

function plannedOutcome(
  plan: ImagePlan,
  task: ProjectTask,
  { session, observation }: Pick<OpenRequest, 'session' | 'observation'>,
): Outcome {
  const presence = findPresence(plan, { state: session.state, observation, useCache: task.options.cache !== false });
  return {
    project: task.project,
    kind: presence.kind === 'needs-build' ? 'planned' : presence.kind === 'present' ? 'present' : 'tagged',
  };
}

function prepareFacts(
  workspace: RecognisedWorkspace,
  files: readonly string[],
  { session, context, observation }: OpenRequest,
): PrepareFacts {
  const nodes = Object.values(context.projectGraph.nodes);
  const rootOf = new Map(nodes.map((node) => [node.name, node.data.root]));
  const longestFirst = [...nodes].sort((a, b) => b.data.root.length - a.data.root.length);
  return {
    workspaceRoot: session.workspaceRoot,
    workspaceName: session.workspaceName,
    workspace,
    tree: diskTree(session.workspaceRoot, files),
    lock: session.lock,
    observation,
    checkoutTag: session.checkoutTag,
    implicitRoots: (project) =>
      (context.projectGraph.nodes[project]?.data.implicitDependencies ?? []).flatMap((name) => {
        const root = name.startsWith('!') ? undefined : rootOf.get(name);
        return root === undefined ? [] : [root];
      }),
    ownerOf: (path) => {
      const owner = longestFirst.find(({ data }) => data.root !== '.' && isInside(path, data.root));
      return owner === undefined ? undefined : { name: owner.name };
    },
  };
}

function findEntry(
  project: string,
  workspace: RecognisedWorkspace,
  { projectGraph }: ExecutorContext,
): WorkspaceProject {
  const root = projectGraph.nodes[project]?.data.root;
  const entry = workspace.projects.find((candidate) => candidate.project.root === root);
  if (entry === undefined) {
    throw new UserError({
      what: `project ${project} has no manifest that a toolchain recognises`,
      fix: 'docker-build needs a Cargo.toml, go.mod, pyproject.toml, requirements.txt or package.json in the project',
    });
  }
  return { ...entry, name: project };
}

/** A base that is neither pinned nor here is pulled, as any builder would; only then is its digest known. */
async function prepareWithBases(
  entry: WorkspaceProject,
  task: ProjectTask,
  facts: PrepareFacts,
): Promise<{ readonly plans: readonly ImagePlan[]; readonly observation: Observation }> {
  try {
    return { plans: prepareImages(entry, task.options, facts), observation: facts.observation };
  } catch (error) {
    if (!(error instanceof MissingBaseError) || task.options.dryRun === true) throw error;
    for (const name of error.names) await pull(name, error);
    const observation = await observe(stateOf(facts.workspaceRoot), facts.observation.endpoint);
    return await prepareWithBases(entry, task, { ...facts, observation });
  }
}

async function pull(name: string, missing: MissingBaseError): Promise<void> {
  console.log(`pulling ${name}, which images.lock.json does not pin`);
  const outcome = await docker(['pull', '--quiet', name]);
  if (outcome.kind === 'exited' && outcome.exitCode === 0) return;
  const why = outcome.kind === 'exited' ? outcome.stderr : outcome.kind;
  throw new UserError(
    missing.problems.map((problem) => ({ ...problem, what: `${problem.what}; pulling it failed: ${why}` })),
    { cause: missing },
  );
}

async function* ensureAll(
  wanted: readonly Prepared[],
  { session, observation, context, outcomes }: OpenRequest,
  projectRoots: readonly string[],
  startedMs: number,
): AsyncGenerator<ProjectResult> {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const queue = new ResultQueue<ProjectResult>();
  const results = new Map<ImagePlan, Ensured>();
  let view: LiveView | undefined;
  const ownerOf = new Map(wanted.flatMap((prepared) => prepared.plans.map((plan) => [plan, prepared] as const)));
  const working = ensureImages({
    plans: [...ownerOf.keys()],
    workspaceRoot: session.workspaceRoot,
    state: session.state,
    observation,
    useCache: wanted.every(({ task }) => task.options.cache !== false),
    signal: controller.signal,
    onPlan: (building) => {
      const mode = wanted.some(({ task }) => task.options.progress === 'plain') ? 'plain' : 'auto';
      if (building.size > 0) view = openLiveView(titlesOf(building, projectRoots), mode);
    },
    onProgress: (steps, names) => view?.progress(steps, names),
    onWait: (plan) => {
      console.log(`${plan.image}: another run is building this image, waiting for it`);
    },
    onDone: (plan, ensured) => {
      results.set(plan, ensured);
      view?.done(plan, ensured);
      outcomes.push(toOutcome(plan, ensured, projectRoots));
      const prepared = ownerOf.get(plan);
      if (prepared?.plans.every((own) => results.has(own)) === true) {
        queue.push(finish(prepared, results, { session, startedMs }));
      }
    },
  }).then(
    async () => {
      await view?.close();
      collectContexts(session.state, isImageOf(imageNamesOf(session.workspaceName, context.projectGraph)));
      queue.end();
    },
    (error: unknown) => {
      queue.fail(error);
    },
  );
  try {
    yield* queue;
    await working;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** A project's images are called like it, or have a program's name behind that. */
function isImageOf(names: ReadonlyMap<string, string>): (image: string) => boolean {
  const all = [...names.values()];
  return (image) => all.some((name) => image === name || image.startsWith(`${name}-`));
}

function titlesOf(
  building: ReadonlyMap<ImagePlan, BuildReason>,
  projectRoots: readonly string[],
): ReadonlyMap<ImagePlan, string> {
  return new Map(
    [...building].map(([plan, why]) => [plan, `${plan.image} (${describeReason(why, plan.inputs, projectRoots)})`]),
  );
}

function toOutcome(plan: ImagePlan, ensured: Ensured, projectRoots: readonly string[]): Outcome {
  const { project } = plan;
  return ensured.kind === 'built'
    ? { project, kind: 'built', why: describeReason(ensured.why, plan.inputs, projectRoots) }
    : { project, kind: ensured.kind };
}

interface FinishFacts {
  readonly session: Session;
  readonly startedMs: number;
}

/** All images of a task are decided: note what others depend on, and what its fingerprint stands for. */
function finish(
  { task, entry, plans }: Prepared,
  results: ReadonlyMap<ImagePlan, Ensured>,
  { session, startedMs }: FinishFacts,
): ProjectResult {
  const lines: string[] = [];
  const receipts: Receipt[] = [];
  for (const plan of plans) {
    const ensured = results.get(plan) ?? { kind: 'stopped' as const };
    switch (ensured.kind) {
      case 'present':
      case 'tagged':
      case 'built':
        receipts.push(ensured.receipt);
        lines.push(...plan.tags.map((tag) => `${tag} is ${ensured.kind === 'tagged' ? 'tagged anew' : ensured.kind}`));
        break;
      case 'failed': {
        const { steps, message } = ensured.baked;
        const log = steps.map((step) => step.log.trimEnd()).filter((text) => text !== '');
        const problems = diagnose(task.project, plan.recipe.dockerfile, steps, message);
        lines.push(...log, ...problems.map(formatProblem));
        break;
      }
      case 'stopped':
        lines.push(`${plan.image}: stopped`);
        break;
    }
  }
  if (receipts.length < plans.length) return { id: task.id, success: false, output: lines.join('\n') };
  try {
    writeImages(join(session.workspaceRoot, entry.project.root), receipts);
    if (task.fingerprint !== undefined) rememberPlan(session, task.fingerprint, plans, startedMs - SETTLED_MS);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { id: task.id, success: false, output: [...lines, describeError(error)].join('\n') };
  }
  return { id: task.id, success: true, output: lines.join('\n') };
}

/** Results on their way from callbacks to an iterator. */
class ResultQueue<T> implements AsyncIterable<T> {
  readonly #ready: T[] = [];
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(value: T): void {
    this.#ready.push(value);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      for (let value = this.#ready.shift(); value !== undefined; value = this.#ready.shift()) yield value;
      if (this.#failure !== undefined) throw this.#failure.error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
