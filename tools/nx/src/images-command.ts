import { createProjectGraphAsync } from '@nx/devkit';
import { join } from 'node:path';
import pc from 'picocolors';
import { formatSize, imageNamesOf, observe, openSession, readLatest, type BuildOptions } from '@slipway/images';
import { findWorkspaceRoot, readNxJson } from './workspace-root.js';

/** One image of the workspace as it is on the engine. */
interface ImageRow {
  readonly project: string;
  readonly image: string;
  readonly state: 'present' | 'missing';
  readonly bytes?: number;
  readonly digest?: string;
  readonly budget?: string;
}

/** Prints the images of the workspace with their sizes, and how to run one. @returns 1 where one of them is missing */
export async function listImages(folder: string, { json }: { readonly json: boolean }): Promise<number> {
  const root = findWorkspaceRoot(folder);
  const graph = await createProjectGraphAsync({ exitOnError: false });
  const session = openSession({ root, nxJsonConfiguration: readNxJson(root) });
  const observation = await observe(session.state);
  const rows = [...imageNamesOf(session.workspaceName, graph)].map(([project, image]): ImageRow => {
    const name = `${image}:${session.checkoutTag}`;
    const receipt = readLatest(join(root, '.slipway'), observation.engineId, image);
    const { maxSize } = (graph.nodes[project]?.data.targets?.['docker-build']?.options ?? {}) as BuildOptions;
    const budget = maxSize === undefined ? {} : { budget: maxSize };
    return receipt !== undefined && observation.images[name]?.id === receipt.id
      ? { project, image: name, state: 'present', bytes: receipt.bytes, digest: receipt.manifestDigest, ...budget }
      : { project, image: name, state: 'missing', ...budget };
  });
  console.log(json ? JSON.stringify(rows, null, 2) : formatRows(rows));
  return rows.every(({ state }) => state === 'present') ? 0 : 1;
}

function formatRows(rows: readonly ImageRow[]): string {
  if (rows.length === 0) return 'no project of this workspace is built into an image';
  const width = Math.max(...rows.map(({ image }) => image.length));
  const lines = rows.map(({ image, state, bytes, budget, digest }) => {
    const size = bytes === undefined ? pc.yellow(state.padStart(8)) : formatSize(bytes).padStart(8);
    return `${image.padEnd(width)}  ${size}${budget === undefined ? '' : `  of ${budget}`.padEnd(12)}  ${pc.dim((digest ?? '').slice(7, 19))}`;
  });
  const [first] = rows.filter(({ state }) => state === 'present');
  const run = first === undefined ? '' : `\n\nRun one: docker run --rm --read-only --cap-drop ALL ${first.image}`;
  return `${pc.bold('image'.padEnd(width))}  ${pc.bold('size'.padStart(8))}\n${lines.join('\n')}${run}`;
}
