import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { isMissing, UserError } from '@slipway/kit';
import { parseSize, readLatest, type BuildOptions } from '@slipway/images';
import { z } from 'zod';
import type { ImageSize, LeftOut } from '../model.js';
import { readText } from './read-text.js';

const imageFile = z.object({ images: z.array(z.object({ name: z.string(), planHash: z.string() })) });

/** The images that projects built last, each with its size where this machine has the receipt, and its budget. Asks no engine. */
export function readImageSizes(
  workspaceRoot: string,
  { nodes }: Pick<ProjectGraph, 'nodes'>,
): { readonly images: readonly ImageSize[]; readonly unreadable: readonly LeftOut[] } {
  const state = join(workspaceRoot, '.slipway');
  const engines = enginesOf(state);
  const images: ImageSize[] = [];
  const unreadable: LeftOut[] = [];
  for (const { name: project, data } of Object.values(nodes)) {
    const path = `${data.root === '.' ? '' : `${data.root}/`}.slipway/image.json`;
    const read = readText(join(workspaceRoot, path));
    if (read.kind === 'missing') continue;
    const parsed = read.kind === 'text' ? parseImageFile(read.text) : read;
    if ('problem' in parsed) {
      unreadable.push({ path, problem: parsed.problem });
      continue;
    }
    const budget = budgetOf(project, data.targets?.['docker-build']?.options as BuildOptions | undefined);
    if (typeof budget === 'object') unreadable.push({ path: `${data.root}/project.json`, ...budget });
    for (const { name, planHash } of parsed.images) {
      const receipt = engines
        .map((engine) => readLatest(state, engine, name))
        .find((candidate) => candidate?.planHash === planHash);
      images.push({
        project,
        image: name,
        ...(receipt === undefined ? {} : { bytes: receipt.bytes }),
        ...(typeof budget === 'number' ? { maxBytes: budget } : {}),
      });
    }
  }
  return { images, unreadable };
}

function parseImageFile(text: string): z.infer<typeof imageFile> | { readonly problem: string } {
  try {
    const parsed = imageFile.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : { problem: z.prettifyError(parsed.error) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function budgetOf(
  project: string,
  options: BuildOptions | undefined,
): number | undefined | { readonly problem: string } {
  if (options?.maxSize === undefined) return undefined;
  try {
    return parseSize(options.maxSize, `maxSize of ${project}`);
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

function enginesOf(state: string): readonly string[] {
  try {
    return readdirSync(join(state, 'receipts')).map(decodeURIComponent);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
