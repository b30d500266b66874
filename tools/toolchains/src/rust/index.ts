import type { Toolchain } from '../toolchain.js';
import { commands } from './commands.js';
import { dependencies } from './dependencies.js';
import { notProduction } from './not-production.js';
import { prune } from './prune.js';
import { recognise } from './recognise.js';

/** Rust by way of Cargo: workspaces, packages, and the lock that they share. */
export const rust: Toolchain = {
  name: 'rust',
  manifestGlobs: ['**/Cargo.toml'],
  notProduction,
  recognise,
  dependencies,
  prune,
  commands,
};
