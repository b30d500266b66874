import { byCodeUnit, isRecord, UserError, type Problem } from '@slipway/kit';
import { docker } from '../docker.js';
import { formatSize } from '../options.js';
import { readState, writeState } from '../state.js';
import type { Listing } from './tar-listing.js';

/** What is checked. */
export interface SizeRequest {
  readonly image: string;
  readonly bytes: number;
  readonly maxBytes?: number;
  /** Absolute path; holds the listing of the last image that kept to its budget. */
  readonly baselineFile: string;
}

/** How many files a finding names. */
const NAMED = 10;

/** Compares an image with its budget; over it, names the files that grew since it last kept to it. Without a budget only says the size. */
export async function checkSize({ image, bytes, maxBytes, baselineFile }: SizeRequest): Promise<readonly Problem[]> {
  if (maxBytes === undefined) {
    console.log(`${image}: ${formatSize(bytes)}, no budget (option "maxSize")`);
    return [];
  }
  const listing = await listFiles(image);
  if (bytes <= maxBytes) {
    writeState(baselineFile, JSON.stringify(listing));
    console.log(`${image}: ${formatSize(bytes)} of ${formatSize(maxBytes)}`);
    return [];
  }
  const before = readListing(baselineFile);
  return [
    {
      what: `${image} is ${formatSize(bytes)}, ${formatSize(bytes - maxBytes)} over its budget of ${formatSize(maxBytes)}`,
      fix:
        before === undefined
          ? `its largest files:\n${describeLargest(listing)}`
          : `what grew since it kept to it:\n${describeGrowth(before, listing)}`,
    },
  ];
}

/** A listing that can't be read counts as none: then the largest files are named. */
export function readListing(file: string): Listing | undefined {
  try {
    const value: unknown = JSON.parse(readState(file) ?? 'null');
    if (!isRecord(value)) return undefined;
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The files that are new or larger, the largest growth first. */
export function describeGrowth(before: Listing, now: Listing): string {
  const grown = Object.entries(now)
    .map(([path, bytes]) => ({ path, bytes, by: bytes - (before[path] ?? 0), isNew: before[path] === undefined }))
    .filter(({ by }) => by > 0)
    .sort((a, b) => b.by - a.by || byCodeUnit(a.path, b.path));
  if (grown.length === 0) return `  nothing: the budget was lowered. Its largest files:\n${describeLargest(now)}`;
  return grown
    .slice(0, NAMED)
    .map(
      ({ path, bytes, by, isNew }) =>
        `  +${formatSize(by)}  ${path}${isNew ? ' (new)' : ` (now ${formatSize(bytes)})`}`,
    )
    .join('\n');
}

function describeLargest(now: Listing): string {
  return Object.entries(now)
    .sort(([a, x], [b, y]) => y - x || byCodeUnit(a, b))
    .slice(0, NAMED)
    .map(([path, bytes]) => `  ${formatSize(bytes)}  ${path}`)
    .join('\n');
}

/** Reads the listing off an exported container that is never started. */
async function listFiles(image: string): Promise<Listing> {
  const created = await docker(['create', image, 'nothing']);
  if (created.kind !== 'exited' || created.exitCode !== 0) {
    throw new UserError({
      what: `${image} can't be looked into: ${created.kind === 'exited' ? created.stderr : created.kind}`,
      fix: 'build it first',
    });
  }
  const container = created.stdout.trim();
  try {
    return await exportListing(container);
  } finally {
    await docker(['rm', '--force', container]);
  }
}

async function exportListing(container: string): Promise<Listing> {
  const { readTarListing } = await import('./tar-listing.js');
  return await readTarListing(container);
}
