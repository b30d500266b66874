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
  const origins = originsOfStack(session);
  return { merged: await readMerged(session), origins };
}
