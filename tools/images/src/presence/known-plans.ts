import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, readIfPresent, sha256, writeAtomically } from '@slipway/kit';
import type { Base } from '../plan.js';

/** Raised when entries mean something else, so that none of an older Slipway is believed. */
const VERSION = 1;

/** How many task hashes a project's file holds: enough to switch branches without planning anew. */
const KEPT = 30;

/** What a task hash led to the last time: the plans it stands for, as long as the bases are the same. */
export interface KnownPlan {
  /** Nx's hash of the task: of all its inputs and options. */
  readonly taskHash: string;
  readonly images: readonly { readonly image: string; readonly planHash: string }[];
  readonly bases: readonly Base[];
  readonly platform: string;
  /** Context files that are no inputs of the task, with their hashes: these are read even here. */
  readonly extras: Readonly<Record<string, string>>;
}

interface KnownPlansFile {
  readonly version: number;
  readonly entries: readonly KnownPlan[];
}

function fileOf(state: string, project: string): string {
  return join(state, 'plans', `${encodeURIComponent(project)}.json`);
}

/** The entry of a task hash. @param stillTrue says whether the bases are what they were */
export function findKnownPlan(
  state: string,
  project: string,
  taskHash: string,
  workspaceRoot: string,
  stillTrue: (known: KnownPlan) => boolean,
): KnownPlan | undefined {
  return readEntries(state, project).find(
    (entry) => entry.taskHash === taskHash && stillTrue(entry) && extrasAreTheSame(entry, workspaceRoot),
  );
}

function extrasAreTheSame({ extras }: KnownPlan, workspaceRoot: string): boolean {
  return Object.entries(extras).every(([path, hash]) => {
    try {
      return sha256(readFileSync(join(workspaceRoot, path))) === hash;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  });
}

/** Remembers what a task hash stands for, before all others. */
export function rememberPlan(state: string, project: string, known: KnownPlan): void {
  const others = readEntries(state, project).filter(({ taskHash }) => taskHash !== known.taskHash);
  const file: KnownPlansFile = { version: VERSION, entries: [known, ...others].slice(0, KEPT) };
  writeAtomically(fileOf(state, project), JSON.stringify(file));
}

function readEntries(state: string, project: string): readonly KnownPlan[] {
  const text = readIfPresent(fileOf(state, project));
  if (text === undefined) return [];
  try {
    const file = JSON.parse(text) as KnownPlansFile;
    return file.version === VERSION ? file.entries : [];
  } catch {
    // A torn file: the plan is made anew.
    return [];
  }
}
