import { isRecord } from '@slipway/kit';
import type { Snapshot } from './rollback.js';

/** What a run tells its guardian, a line of JSON each. The end of the lines means that the run is gone, whatever ended it. */
export type Message =
  | {
      readonly kind: 'begin';
      readonly project: string;
      readonly before: Snapshot;
      /** The run's note, for which the guardian answers from now on. */
      readonly file: string;
      readonly id: string;
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
