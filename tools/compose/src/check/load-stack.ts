import { UserError } from '@slipway/kit';
import { placeOfComplaint } from '../model/complaint.js';
import type { Origins } from '../model/origins.js';
import { readMerged } from '../observe/compose.js';
import { originsOfStack, type StackSession } from '../session.js';

/** What compose printed, and where each value of it was written. */
export interface LoadedStack {
  readonly merged: unknown;
  readonly origins: Origins;
}

/**
 * Loads a stack with all its profiles: the model from compose, the origins from the files themselves.
 * @throws UserError where a file is broken or compose refuses what the files say, with the line where it is known
 */
export async function loadStack(session: StackSession): Promise<LoadedStack> {
  // Before compose, which would quote the lines of a broken file, and secrets with them.
  const origins = originsOfStack(session);
  try {
    return { merged: await readMerged(session), origins };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const problems = error.problems.map((problem) => {
      const where = problem.where?.line === undefined ? placeOfComplaint(problem.what, origins) : undefined;
      return where === undefined ? problem : { ...problem, where };
    });
    throw new UserError(problems, { cause: error });
  }
}
