import { relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { toModel } from '../merged/model.js';
import { readMerged } from '../observe/compose.js';
import { findFile } from '../observe/machine.js';
import { openStackIn } from '../session.js';
import { writeSecrets } from './write.js';

/** What became of one secret. Its value is nobody's business. */
export interface SecretStatus {
  readonly name: string;
  /** Relative to the workspace root. */
  readonly file: string;
  readonly state: 'written' | 'there' | 'missing';
}

/**
 * Writes a random value for each secret of an environment that has no file yet and may be made up (`x-slipway: {generate: true}`). Unlike
 * `up`, in any environment: whoever names it means it.
 * @param folder of the stack, relative to the workspace root
 */
export async function ensureSecrets(
  folder: string,
  environment: string | undefined,
  context: Pick<ExecutorContext, 'root' | 'nxJsonConfiguration'>,
): Promise<readonly SecretStatus[]> {
  const session = openStackIn(folder, 'stack', environment === undefined ? {} : { environment }, context);
  const { secrets } = toModel(await readMerged(session));
  const files = Object.entries(secrets).flatMap(([name, entry]) =>
    entry.file === undefined
      ? []
      : [{ name, file: entry.file, mayGenerate: entry['x-slipway']?.generate === true, found: findFile(entry.file) }],
  );
  const written = new Set(writeSecrets(files.filter(({ found, mayGenerate }) => found === 'missing' && mayGenerate)));
  return files.map(({ name, file, found }) => ({
    name,
    file: relative(session.workspaceRoot, file),
    state: written.has(file) ? 'written' : found === 'missing' ? 'missing' : 'there',
  }));
}
