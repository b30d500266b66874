import { lstatSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@slipway/kit';
import { readFacts } from '../context/disk.js';
import type { Base, ImagePlan } from '../plan.js';
import { readState, writeState } from '../state.js';
import { tiers } from '../tiers.js';

/** Raised when an entry means something else, so that none of an older Slipway is believed. */
const VERSION = 2;

/** How many fingerprints are kept of a project: enough to switch branches without planning anew. */
const KEPT = 20;

/** A context file that is copied as it is, when it was planned. */
export interface KnownFile {
  readonly size: number;
  readonly mtimeMs: number;
  readonly mode: string;
  readonly sha256: string;
}

/** What a fingerprint led to the last time: the plans it stands for, as long as the bases are the same. */
export interface KnownPlan {
  readonly version: typeof VERSION;
  readonly images: readonly { readonly image: string; readonly planHash: string }[];
  readonly bases: readonly Base[];
  readonly platform: string;
  /** What the builder would be given, looked at again: the file's mode is in no hash of Nx, and its daemon may lag behind the disk. */
  readonly files: Readonly<Record<string, KnownFile>>;
}

function folderOf(state: string, project: string): string {
  return join(state, 'plans', encodeURIComponent(project));
}

/** The plans that a fingerprint stands for. @param stillTrue says whether the bases are what they were */
export function findKnownPlan(
  { state, workspaceRoot }: { readonly state: string; readonly workspaceRoot: string },
  project: string,
  fingerprint: string,
  stillTrue: (known: KnownPlan) => boolean,
): KnownPlan | undefined {
  const text = readState(join(folderOf(state, project), `${fingerprint}.json`));
  const known = text === undefined ? undefined : parse(text);
  if (known === undefined || !stillTrue(known)) return undefined;
  return Object.entries(known.files).every(([path, file]) => isTheSame(workspaceRoot, path, file)) ? known : undefined;
}

/** Size, time and mode tell it of nearly all files; one that was only touched is read. */
function isTheSame(workspaceRoot: string, path: string, known: KnownFile): boolean {
  const stat = lstatSync(join(workspaceRoot, path), { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size !== known.size || modeOf(stat.mode) !== known.mode) return false;
  if (stat.mtimeMs === known.mtimeMs) return true;
  const facts = readFacts(workspaceRoot, path);
  return facts.kind === 'file' && facts.sha256 === known.sha256;
}

function modeOf(mode: number): string {
  return (mode & 0o111) === 0 ? '0644' : '0755';
}

/**
 * Remembers what a fingerprint stands for. Not where a file is as young as `youngestMs` (milliseconds since 1970) or younger: it may have
 * changed between the fingerprint and the plan.
 */
export function rememberPlan(
  { state, workspaceRoot }: { readonly state: string; readonly workspaceRoot: string },
  fingerprint: string,
  plans: readonly ImagePlan[],
  youngestMs: number,
): void {
  const [first] = plans;
  if (first?.context.kind !== 'pruned') return;
  const { files } = first.context;
  const known: Record<string, KnownFile> = {};
  for (const { path, mode, sha256, content } of tiers.flatMap((tier) => files[tier])) {
    // What is made anew, and where links point to, is in the fingerprint.
    if (content.kind !== 'copy') continue;
    const stat = lstatSync(join(workspaceRoot, content.from), { throwIfNoEntry: false });
    if (stat === undefined || stat.mtimeMs >= youngestMs) return;
    known[path] = { size: stat.size, mtimeMs: stat.mtimeMs, mode, sha256 };
  }
  if (Object.keys(first.inputs).some((path) => isYoung(join(workspaceRoot, path), youngestMs))) return;
  const entry: KnownPlan = {
    version: VERSION,
    images: plans.map(({ image, planHash }) => ({ image, planHash })),
    bases: first.recipe.bases,
    platform: first.recipe.platform,
    files: known,
  };
  const folder = folderOf(state, first.project);
  writeState(join(folder, `${fingerprint}.json`), JSON.stringify(entry));
  collect(folder);
}

function isYoung(path: string, youngestMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && stat.mtimeMs >= youngestMs;
}

function collect(folder: string): void {
  const entries = readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true ? [{ path, timeMs: stat.mtimeMs }] : [];
  });
  for (const { path } of entries.sort((a, b) => b.timeMs - a.timeMs).slice(KEPT)) rmSync(path, { force: true });
}

function parse(text: string): KnownPlan | undefined {
  try {
    const value = JSON.parse(text) as Partial<KnownPlan> | null;
    const whole =
      value?.version === VERSION &&
      [value.images, value.bases].every((list) => Array.isArray(list) && list.every(isRecord)) &&
      isRecord(value.files) &&
      Object.values(value.files).every(isRecord);
    return whole ? (value as KnownPlan) : undefined;
  } catch {
    // A torn file: the plan is made anew.
    return undefined;
  }
}
