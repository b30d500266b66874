import { createRequire } from 'node:module';
import type DockerIgnore from '@balena/dockerignore';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { byCodeUnit } from '@slipway/kit';

// CommonJS with a type declaration of ESM's shape: only `require` and the type agree on what it is.
const dockerIgnore = createRequire(import.meta.url)('@balena/dockerignore') as typeof DockerIgnore.default;

/**
 * The files of a context that is taken as it stands, for a Dockerfile that somebody else wrote: all in the folder, less what its
 * `.dockerignore` names (https://docs.docker.com/build/concepts/context/#dockerignore-files).
 * @param folder absolute path of the context
 * @param ignoreText text of the `.dockerignore` that applies, if there is one
 * @returns paths relative to the folder, in code unit order
 */
export function wholeContextFiles(folder: string, ignoreText: string | undefined): readonly string[] {
  const rules = dockerIgnore({ ignorecase: false }).add(ignoreText ?? '');
  const hasExceptions = /^\s*!/m.test(ignoreText ?? '');
  const found: string[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      const ignored = rules.ignores(path);
      if (entry.isDirectory()) {
        // Slipway's own state and git's are never what a build is about; an exception may call back something below an ignored folder.
        if (path === '.git' || entry.name === '.slipway' || (ignored && !hasExceptions)) continue;
        walk(path);
      } else if (!ignored) {
        found.push(path);
      }
    }
  };
  walk('');
  return found.sort(byCodeUnit);
}
