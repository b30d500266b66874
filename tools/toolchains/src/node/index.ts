import type { Toolchain } from '../toolchain.js';
import { commands } from './commands.js';
import { dependencies } from './dependencies.js';
import { notProduction } from './layout.js';
import { prune } from './prune.js';
import { recognise } from './recognise.js';

/** Node packages: members of npm, pnpm and yarn workspaces, packages with a lock of their own, and what those name by path. */
export const node: Toolchain = {
  name: 'node',
  manifestGlobs: ['**/package.json', '**/pnpm-workspace.yaml'],
  notProduction,
  recognise,
  dependencies,
  prune,
  commands,
};
