import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { BuildOptions } from '../options.js';
import { buildProjects, type ProjectResult } from './projects.js';

/** What Nx is told of one task of a batch. */
interface BatchResult {
  readonly task: string;
  readonly result: {
    readonly success: boolean;
    readonly terminalOutput: string;
    readonly startTime: number;
    readonly endTime: number;
  };
}

/** Builds the images of one project. */
export default async function build(options: BuildOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const task = { id: project, project, target: context.targetName ?? '', options };
  let success = false;
  for await (const result of buildProjects([task], context)) {
    success = result.success;
    if (result.output !== '') console.log(result.output);
  }
  return { success };
}

/** Builds the images of all projects of a batch in one solve; a result for each task as soon as it is known. */
export async function* buildBatch(
  taskGraph: TaskGraph,
  inputs: Readonly<Record<string, BuildOptions>>,
  _overrides: BuildOptions,
  context: ExecutorContext,
): AsyncGenerator<BatchResult> {
  const startTime = Date.now();
  const tasks = Object.values(taskGraph.tasks).map((task) => ({
    id: task.id,
    project: task.target.project,
    target: task.target.target,
    options: inputs[task.id] ?? {},
  }));
  for await (const result of buildProjects(tasks, context)) yield toBatchResult(result, startTime);
}

function toBatchResult({ id, success, output }: ProjectResult, startTime: number): BatchResult {
  return {
    task: id,
    result: { success, terminalOutput: output === '' ? '' : `${output}\n`, startTime, endTime: Date.now() },
  };
}
