import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent } from '@slipway/kit';
import { installLazily, readMirrors, type Mirrors } from '../apt.js';
import { parseDistribution } from '../engine/observe.js';
import { findProgram, runOrFail } from '../programs.js';
import { BOOTSTRAPPER } from './plan.js';
import type { StandIn } from './recipes.js';

/** Suites that are no release yet get their security fixes in the suite itself. */
const ROLLING = ['forky', 'sid'];

/** Fetches into the context what the build cannot fetch by itself: with the package managers of this machine, as they are configured. */
export async function fetchPackages(
  standIn: StandIn,
  recipeFolder: string,
  context: string,
  signal?: AbortSignal,
): Promise<void> {
  switch (standIn.recipe.fetch) {
    case 'nothing':
      return;
    case 'npm':
      return fetchNode(standIn, context, signal);
    case 'debian':
      return bootstrapDebian(standIn, recipeFolder, context, signal);
  }
}

/** Sees to mmdebstrap and to apt's lists, which name the mirror. */
export async function prepareBootstrapper(signal?: AbortSignal): Promise<void> {
  if (findProgram(BOOTSTRAPPER) === undefined) await installLazily([BOOTSTRAPPER], signal);
  await readMirrors(ownCodename(), signal);
}

function ownCodename(): string {
  return parseDistribution(readIfPresent('/etc/os-release'))?.codename ?? '';
}

async function fetchNode({ name, version }: StandIn, context: string, signal?: AbortSignal): Promise<void> {
  const node = `node-linux-${process.arch}@${version ?? ''}`;
  const npm = `npm@${Number(version) >= 24 ? '11' : '10'}`;
  const output = await runOrFail(
    `fetching ${node} for ${name}`,
    'npm',
    ['pack', '--json', '--pack-destination', context, node, npm],
    {
      cwd: context,
      ...(signal === undefined ? {} : { signal }),
    },
  );
  const packed = JSON.parse(output) as readonly { readonly name: string; readonly filename: string }[];
  for (const { name: packageName, filename } of packed) {
    renameSync(join(context, filename), join(context, packageName === 'npm' ? 'npm.tgz' : 'node.tgz'));
  }
}

async function bootstrapDebian(
  { name, version = '' }: StandIn,
  recipeFolder: string,
  context: string,
  signal?: AbortSignal,
): Promise<void> {
  const mirrors = await readMirrors(ownCodename(), signal);
  const args = [
    '--kill-after=5',
    '0',
    BOOTSTRAPPER,
    '--quiet',
    '--variant=minbase',
    '--include=ca-certificates',
    `--aptopt=${join(recipeFolder, 'apt-layers')}`,
    `--dpkgopt=${join(recipeFolder, 'dpkg-slim')}`,
    '--format=tar',
    version,
    join(context, 'rootfs.tar'),
    ...sourceLines(version, mirrors),
  ];
  // What a killed run leaves is below the context, and goes with it.
  const options = { env: { TMPDIR: context }, ...(signal === undefined ? {} : { signal }) };
  // mmdebstrap is deaf to a signal that its children do not get as well; `timeout`, here without a limit, sends it to all of them.
  await runOrFail(`bootstrapping ${name}`, 'timeout', args, options);
}

/** The sources of the new system: those that this machine has, in the other suite. */
export function sourceLines(suite: string, { main, updates, security }: Mirrors): readonly string[] {
  const lines = [`deb ${main} ${suite} main`];
  if (ROLLING.includes(suite)) return lines;
  if (updates !== undefined) lines.push(`deb ${updates} ${suite}-updates main`);
  if (security !== undefined) lines.push(`deb ${security} ${suite}-security main`);
  return lines;
}
