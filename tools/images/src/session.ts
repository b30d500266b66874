import type { ExecutorContext } from '@nx/devkit';
import { basename, join } from 'node:path';
import { readIfPresent } from '@slipway/kit';
import { linkedWorktreeName } from '@slipway/kit/git';
import { LOCK_FILE, parseLock, type ImagesLock } from './lock.js';
import { toTag } from './name.js';
import { stateOf } from './state.js';

/** Options of the entry in nx.json that images read. */
export interface ImagesOptions {
  /** First part of image names; by default the name in the root package.json, else the folder's. */
  readonly workspaceName?: string;
  readonly toolchains?: readonly string[];
}

/** The plugins whose options count: the whole set, or this room alone. */
const PLUGINS = ['@slipway/nx', '@slipway/images', '@slipway/images/plugin'];

/** What every run needs to know of the workspace; cheap to read. */
export interface Session {
  readonly workspaceRoot: string;
  /** `.slipway`, which git ignores. */
  readonly state: string;
  readonly options: ImagesOptions;
  readonly workspaceName: string;
  readonly checkoutTag: string;
  readonly lock: ImagesLock;
}

/** Reads what every run needs. @throws UserError where the images lock is broken */
export function openSession({
  root,
  nxJsonConfiguration,
}: Pick<ExecutorContext, 'root' | 'nxJsonConfiguration'>): Session {
  const options = pluginOptions(nxJsonConfiguration.plugins ?? []);
  const worktree = linkedWorktreeName(root);
  return {
    workspaceRoot: root,
    state: stateOf(root),
    options,
    workspaceName: options.workspaceName ?? packageName(root) ?? basename(root).toLowerCase(),
    checkoutTag: worktree === undefined ? 'dev' : toTag(worktree),
    lock: parseLock(readIfPresent(join(root, LOCK_FILE))),
  };
}

function pluginOptions(plugins: readonly unknown[]): ImagesOptions {
  for (const entry of plugins) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { plugin, options } = entry as { plugin?: unknown; options?: unknown };
    if (typeof plugin === 'string' && PLUGINS.includes(plugin)) return options ?? {};
  }
  return {};
}

function packageName(root: string): string | undefined {
  const text = readIfPresent(join(root, 'package.json'));
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}
