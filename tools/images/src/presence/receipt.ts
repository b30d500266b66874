import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing } from '@slipway/kit';
import type { Base } from '../plan.js';
import { readState, writeState } from '../state.js';

/** What a finished build leaves behind on this machine. */
export interface Receipt {
  readonly version: 1;
  readonly planHash: string;
  readonly project: string;
  readonly image: string;
  /** What the engine calls the image: the manifest digest with the containerd store, the config digest with the classic one. */
  readonly id: string;
  readonly manifestDigest: string;
  readonly configDigest: string;
  /** Uncompressed bytes of all layers. */
  readonly bytes: number;
  readonly platform: string;
  readonly bases: readonly Base[];
  readonly inputs: Readonly<Record<string, string>>;
  readonly engineId: string;
  readonly durationMs: number;
}

/** Receipts kept for each project beside the newest; more than a day's branch switching needs. */
const KEPT_PER_PROJECT = 50;

/** Folder of an engine's receipts. @param state absolute path of `.slipway` */
function receiptFolder(state: string, engineId: string): string {
  return join(state, 'receipts', encodeURIComponent(engineId));
}

/** The receipt of a plan on an engine, if that was ever built there. One that can't be read counts as none: the build makes it anew. */
export function readReceipt(state: string, engineId: string, planHash: string): Receipt | undefined {
  const text = readState(join(receiptFolder(state, engineId), `${planHash}.json`));
  return text === undefined ? undefined : parseReceipt(text);
}

function parseReceipt(text: string): Receipt | undefined {
  try {
    const value = JSON.parse(text) as Partial<Receipt> | null;
    return isReceipt(value) ? value : undefined;
  } catch {
    // Half a file of a crashed machine: without a receipt the image is built again, which is always right.
    return undefined;
  }
}

/** A file of another shape is no receipt, whoever wrote it. */
function isReceipt(value: Partial<Receipt> | null): value is Receipt {
  if (value?.version !== 1) return false;
  const texts = [value.planHash, value.project, value.image, value.id, value.manifestDigest, value.configDigest];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    typeof value.bytes === 'number' &&
    typeof value.inputs === 'object' &&
    (value.inputs as unknown) !== null &&
    Object.values(value.inputs).every((hash) => typeof hash === 'string') &&
    Array.isArray(value.bases)
  );
}

/** Writes a receipt, and notes it as the project's newest. */
export function writeReceipt(state: string, receipt: Receipt): void {
  const folder = receiptFolder(state, receipt.engineId);
  writeState(join(folder, `${receipt.planHash}.json`), `${JSON.stringify(receipt, null, 2)}\n`);
  noteLatest(state, receipt);
}

/** Remembers which receipt a project's image has now: the next build tells what changed since. */
export function noteLatest(state: string, receipt: Pick<Receipt, 'engineId' | 'image' | 'planHash'>): void {
  const file = latestFile(state, receipt.engineId, receipt.image);
  if (readState(file)?.trim() !== receipt.planHash) writeState(file, `${receipt.planHash}\n`);
}

/** The newest receipt of an image, whatever its plan. */
export function readLatest(state: string, engineId: string, image: string): Receipt | undefined {
  const planHash = readState(latestFile(state, engineId, image))?.trim();
  return planHash === undefined ? undefined : readReceipt(state, engineId, planHash);
}

function latestFile(state: string, engineId: string, image: string): string {
  return join(receiptFolder(state, engineId), 'latest', encodeURIComponent(image));
}

/** Removes the oldest receipts of an engine where an image has more than are kept. Returns how many went. */
export function collectReceipts(state: string, engineId: string): number {
  const folder = receiptFolder(state, engineId);
  const byImage = new Map<string, { path: string; timeMs: number }[]>();
  for (const name of namesIn(folder).filter((entry) => entry.endsWith('.json'))) {
    const path = join(folder, name);
    const image = parseReceipt(readState(path) ?? '')?.image ?? '';
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) continue;
    const timeMs = stat.mtimeMs;
    byImage.set(image, [...(byImage.get(image) ?? []), { path, timeMs }]);
  }
  const surplus = [...byImage.values()].flatMap((list) =>
    list.sort((a, b) => b.timeMs - a.timeMs).slice(KEPT_PER_PROJECT),
  );
  for (const { path } of surplus) rmSync(path, { force: true });
  return surplus.length;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
