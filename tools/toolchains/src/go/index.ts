import type { Toolchain } from '../toolchain.js';
import { goCommands } from './commands.js';
import { goDependencies } from './dependencies.js';
import { notProduction, pruneGo } from './prune.js';
import { recogniseGo } from './recognise.js';

/** Go modules, with or without a go.work around them. */
export const go: Toolchain = {
  name: 'go',
  manifestGlobs: ['**/go.mod', '**/go.work'],
  notProduction,
  recognise: recogniseGo,
  dependencies: goDependencies,
  prune: pruneGo,
  commands: goCommands,
};
