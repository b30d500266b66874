import { parseJson, type NxJsonConfiguration } from '@nx/devkit';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '@slipway/kit';

/** The folder of the nearest nx.json, from here upwards. @throws UserError outside of a workspace */
export function findWorkspaceRoot(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'nx.json'))) return current;
    if (dirname(current) === current) {
      throw new UserError({
        what: `${folder} is in no Nx workspace: there is no nx.json here or above`,
        fix: 'go to the workspace, or write nx.json',
      });
    }
  }
}

/** What nx.json says; it may have comments. @param root absolute path of the workspace */
export function readNxJson(root: string): NxJsonConfiguration {
  return parseJson(readFileSync(join(root, 'nx.json'), 'utf8'));
}
