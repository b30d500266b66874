import { isRecord } from '@slipway/kit';
import type { Snapshot } from './rollback.js';

/** What a run tells its guardian, a line of JSON each. The end of the lines means that the run is gone, whatever ended it. */
export type Message =
  | {
      readonly kind: 'begin';
      readonly project: string;
      readonly before: Snapshot;
      readonly marker: string;
      readonly pid: number;
    }
  /** Compose was started: it has to be gone before anything is put back. */
  | { readonly kind: 'compose'; readonly pid: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'roll-back' };

/** Reads one line; what is none of ours is passed over. */
export function parseMessage(line: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) && typeof value['kind'] === 'string' ? (value as unknown as Message) : undefined;
  } catch {
    // Half a line of a run that was killed while it wrote.
    return undefined;
  }
}

/** What a guardian notes where the next run finds it. */
export interface Marker {
  /** The guardian's process. */
  readonly pid: number;
  /** The run's process. */
  readonly run: number;
  readonly state: 'guarding' | 'rolling-back';
}

/** Reads a guardian's note. */
export function parseMarker(text: string): Marker | undefined {
  const value = parseMessageLike(text);
  return value === undefined ? undefined : (value as unknown as Marker);
}

function parseMessageLike(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value['pid'] === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
