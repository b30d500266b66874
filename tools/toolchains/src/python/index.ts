import type { Toolchain } from '../toolchain.js';
import { commands } from './commands.js';
import { dependencies } from './dependencies.js';
import { notProduction } from './not-production.js';
import { prune } from './prune.js';
import { recognise } from './recognise.js';

/** Python packages, by themselves, in a uv workspace, or with poetry; and folders that only have a requirements.txt. */
export const python: Toolchain = {
  name: 'python',
  manifestGlobs: ['**/pyproject.toml', '**/requirements.txt'],
  notProduction,
  recognise,
  dependencies,
  prune,
  commands,
};
