import { createRequire } from 'node:module';
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '@slipway/kit';
import { go } from './go/index.js';
import { node } from './node/index.js';
import { python } from './python/index.js';
import { rust } from './rust/index.js';
import type { Toolchain } from './toolchain.js';

/** The toolchains that Slipway brings, in the order in which they claim a folder that has manifests of several. */
export const builtinToolchains: readonly Toolchain[] = [rust, go, python, node];

/**
 * The toolchains of a workspace: ours, then those that the plugin's option `toolchains` names (a package, or a path from the workspace
 * root). One of the same name takes the place of ours.
 * @throws UserError where a module can't be loaded or its default export is no toolchain
 */
export async function loadToolchains(
  workspaceRoot: string,
  modules: readonly string[] = [],
): Promise<readonly Toolchain[]> {
  const loaded = await Promise.all(modules.map((name) => loadToolchain(workspaceRoot, name)));
  const names = new Set(loaded.map(({ name }) => name));
  return [...loaded, ...builtinToolchains.filter(({ name }) => !names.has(name))];
}

async function loadToolchain(workspaceRoot: string, name: string): Promise<Toolchain> {
  const fix = 'see the option "toolchains" of the Slipway entry under "plugins" in nx.json';
  let module: { readonly default?: unknown };
  try {
    module = (await import(resolveModule(workspaceRoot, name))) as typeof module;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(
      { what: `the toolchain module "${name}" can't be loaded: ${why}`, where: { file: 'nx.json' }, fix },
      { cause: error },
    );
  }
  const candidate = module.default;
  if (isToolchain(candidate)) return candidate;
  throw new UserError({ what: `the default export of "${name}" is no toolchain`, where: { file: 'nx.json' }, fix });
}

function resolveModule(workspaceRoot: string, name: string): string {
  if (name.startsWith('.')) return pathToFileURL(join(workspaceRoot, name)).href;
  if (isAbsolute(name)) return pathToFileURL(name).href;
  return pathToFileURL(createRequire(join(workspaceRoot, 'package.json')).resolve(name)).href;
}

function isToolchain(value: unknown): value is Toolchain {
  if (typeof value !== 'object' || value === null) return false;
  const shape = value as Partial<Record<keyof Toolchain, unknown>>;
  const methods = [shape.recognise, shape.dependencies, shape.prune, shape.commands];
  return (
    typeof shape.name === 'string' &&
    Array.isArray(shape.manifestGlobs) &&
    Array.isArray(shape.notProduction) &&
    methods.every((method) => typeof method === 'function')
  );
}
