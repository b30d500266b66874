import { ensureSecrets } from '@slipway/compose/secrets';
import { findWorkspaceRoot, readNxJson } from './workspace-root.js';

/** Writes the secrets of an environment that have no file yet, and tells of each where it is. @returns 1 where one is missing that somebody has to choose */
export async function writeSecretFiles(
  folder: string,
  environment: string | undefined,
  { json }: { readonly json: boolean },
): Promise<number> {
  const root = findWorkspaceRoot(folder);
  const secrets = await ensureSecrets('.', environment, { root, nxJsonConfiguration: readNxJson(root) });
  if (json) console.log(JSON.stringify(secrets, null, 2));
  else if (secrets.length === 0) console.log('the stack has no secret in a file');
  else {
    const width = Math.max(...secrets.map(({ file }) => file.length));
    for (const { file, state } of secrets) {
      console.log(`${file.padEnd(width)}  ${state === 'missing' ? 'missing: write its value into this file' : state}`);
    }
  }
  return secrets.every(({ state }) => state !== 'missing') ? 0 : 1;
}
