import type { ExecutorContext } from '@nx/devkit';
import { resolve } from 'node:path';
import { hasErrorCode, UserError, writeAtomically } from '@slipway/kit';
import type { ProjectTask } from './projects.js';

/** The file that `--json=FILE` of a task names, relative to the workspace root. */
export function planFileOf({ options }: Pick<ProjectTask, 'options'>): string | undefined {
  return options.dryRun === true && typeof options.json === 'string' ? options.json : undefined;
}

/**
 * One file can hold the plans of one process. Nx hands all images of a run to one, unless it is told to leave batches out or other tasks
 * come between them.
 * @throws UserError where others of the run are planned elsewhere: whoever wrote last would have the file
 */
export function checkOneProcess(tasks: readonly ProjectTask[], { taskGraph }: ExecutorContext): void {
  const file = tasks.map(planFileOf).find((name) => name !== undefined);
  if (file === undefined) return;
  const here = new Set(tasks.map(({ project }) => project));
  const targets = new Set(tasks.map(({ target }) => target));
  const elsewhere = Object.values(taskGraph?.tasks ?? {})
    .filter(({ target }) => targets.has(target.target) && !here.has(target.project))
    .map(({ target }) => target.project);
  if (elsewhere.length === 0) return;
  throw new UserError({
    what: `${file} can't hold the plans of ${elsewhere.join(', ')} as well: Nx runs them in another process`,
    fix: 'leave --no-batch out, or ask for one project a file',
  });
}

/** Writes the plans of a run. @param root absolute path of the workspace @param text JSON, an array of all images */
export function writePlanFile(root: string, file: string, text: string): void {
  try {
    writeAtomically(resolve(root, file), `${text}\n`);
  } catch (error) {
    if (!hasErrorCode(error, 'EISDIR', 'ENOTDIR', 'EEXIST', 'EACCES', 'EROFS')) throw error;
    throw new UserError(
      { what: `the plans can't be written to ${file}`, fix: 'name a file that can be written: --json=plans.json' },
      { cause: error },
    );
  }
}
