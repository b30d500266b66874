/** One line of `docker buildx bake --progress=rawjson`: https://github.com/moby/buildkit `client.SolveStatus`. */
interface SolveStatus {
  readonly vertexes?: readonly Vertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[];
}

interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

/** A step of the build as it stands. */
export interface Step {
  /** Without the target's name in front: `[build 3/4] RUN cargo build`. */
  readonly name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'cached' | 'failed' | 'canceled';
  readonly log: string;
  readonly error?: string;
  /** Which bake target it was first named for; absent for what belongs to all, like loading a definition. */
  readonly target?: string;
}

/** A build's steps so far, by their digest, in the order in which they appeared. */
export type Steps = ReadonlyMap<string, Step>;

/**
 * Takes in one line of progress; a line that is none (a warning of the client) changes nothing.
 * @param targets the bake targets: their names stand before those of stages, but not where there is only one
 */
export function advance(steps: Steps, line: string, targets: readonly string[]): Steps {
  const status = parseStatus(line);
  if (status === undefined) return steps;
  const next = new Map(steps);
  for (const vertex of status.vertexes ?? []) {
    const target = targetOf(vertex.name, targets);
    next.set(vertex.digest, {
      name: target === undefined ? vertex.name : vertex.name.replace(`[${target} `, '['),
      state: stateOf(vertex),
      log: next.get(vertex.digest)?.log ?? '',
      ...(vertex.error === undefined || vertex.error === '' ? {} : { error: vertex.error }),
      ...(target === undefined ? {} : { target }),
    });
  }
  for (const { vertex, data } of status.logs ?? []) {
    const step = next.get(vertex);
    if (step !== undefined) next.set(vertex, { ...step, log: step.log + Buffer.from(data, 'base64').toString('utf8') });
  }
  return next;
}

function targetOf(name: string, targets: readonly string[]): string | undefined {
  const first = /^\[([\w-]+) /.exec(name)?.[1];
  if (first === undefined || first === 'internal' || first === 'context') return undefined;
  return targets.length === 1 ? targets[0] : targets.find((target) => target === first);
}

function parseStatus(line: string): SolveStatus | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as SolveStatus;
  } catch {
    // Not ours to judge: the client prints warnings among the progress, and the exit code tells of failures.
    return undefined;
  }
}

function stateOf(vertex: Vertex): Step['state'] {
  if (vertex.error !== undefined && vertex.error !== '')
    return vertex.error.includes('context canceled') ? 'canceled' : 'failed';
  if (vertex.cached === true) return 'cached';
  if (vertex.completed !== undefined) return 'done';
  return vertex.started === undefined ? 'waiting' : 'running';
}

/** What one target is doing, for its live line. */
export interface TargetProgress {
  readonly done: number;
  readonly cached: number;
  readonly known: number;
  /** The step that runs. */
  readonly running?: string;
}

/** Sums up a target's steps. */
export function progressOf(steps: Steps, target: string): TargetProgress {
  const own = [...steps.values()].filter((step) => step.target === target);
  const running = own.filter(({ state }) => state === 'running').at(-1);
  return {
    done: own.filter(({ state }) => state === 'done' || state === 'cached').length,
    cached: own.filter(({ state }) => state === 'cached').length,
    known: own.length,
    ...(running === undefined ? {} : { running: running.name }),
  };
}

/** The steps that failed by themselves, not because another did. */
export function failedSteps(steps: Steps): readonly Step[] {
  return [...steps.values()].filter(({ state }) => state === 'failed');
}
