import { readFileSync } from 'node:fs';
import { changedFiles } from '@slipway/kit/git';
import type { ThresholdOption } from '../coverage/threshold.js';
import type { RunFacts } from './run.js';

/**
 * Holds what a suite covered against the project's threshold.
 * @param lcov absolute path of coverage with paths relative to the workspace root
 * @returns what is below, with the lines to write tests for; `undefined` where all is well
 */
export async function belowThreshold(
  lcov: string,
  threshold: ThresholdOption | undefined,
  { workspaceRoot, project, root, base }: RunFacts,
): Promise<string | undefined> {
  const [{ checkThreshold, toThreshold }, { formatUncovered }] = await Promise.all([
    import('../coverage/threshold.js'),
    import('../coverage/show.js'),
  ]);
  const changed = new Set(await changedFiles(workspaceRoot, base));
  const verdict = checkThreshold(readFileSync(lcov, 'utf8'), toThreshold(threshold ?? {}), changed, root);
  return verdict.ok ? undefined : formatUncovered({ project, verdict });
}
