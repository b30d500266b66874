import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readIfPresent } from '@slipway/kit';
import { docker } from '@slipway/images/docker';
import { parseMerged } from '../merged/model.js';
import { originsOf } from '../model/origins.js';
import { stackOf, type Stack } from '../model/stack.js';
import type { StackTexts } from './stack.js';

/** A stack as docker compose itself merges it. */
export interface ComposedStack {
  readonly stack: Stack;
  readonly merged: Readonly<Record<string, unknown>>;
}

/** Writes a stack to a folder that is gone afterwards, and has docker compose merge it. Needs the command, and no engine. */
export async function stackByCompose({
  texts,
  files = ['compose.yml'],
  environment = {},
}: StackTexts): Promise<ComposedStack> {
  const root = mkdtempSync(join(tmpdir(), 'slipway-compose-'));
  try {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    const args = ['compose', ...files.flatMap((file) => ['-f', join(root, file)]), '--profile', '*', 'config'];
    const outcome = await docker(args, { cwd: root, env: environment });
    if (outcome.kind !== 'exited' || outcome.exitCode !== 0) {
      throw new Error(outcome.kind === 'exited' ? outcome.stderr : outcome.kind);
    }
    const merged = parseMerged(outcome.stdout) as Readonly<Record<string, unknown>>;
    const origins = originsOf({ root, files, read: readIfPresent, environment: { ...process.env, ...environment } });
    return { stack: stackOf(merged, origins, root), merged };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
