import { join } from 'node:path';
import { isRecord, sha256, UserError } from '@slipway/kit';
import { askEngine, findEndpoint } from '../docker.js';
import { readState, writeState } from '../state.js';

/** The label that marks an image built from packages where no registry answered. */
export const STAND_IN_LABEL = 'dev.slipway.stand-in';

/** What the engine holds under one name. */
export interface ObservedImage {
  /** As the engine calls it: a digest. */
  readonly id: string;
  readonly standIn: boolean;
}

/** The engine as it was seen, once for all images of a run. */
export interface Observation {
  readonly endpoint: string;
  readonly engineId: string;
  readonly engineVersion: string;
  /** What the engine builds when nothing else is asked: `linux/amd64`. */
  readonly platform: string;
  /** Names with tag, as `docker images` writes them. */
  readonly images: Readonly<Record<string, ObservedImage>>;
  /** Every image that the engine holds, with a name or without. */
  readonly ids: readonly string[];
  /** The newest event when this was seen; none where the engine had none. */
  readonly marker?: string;
}

/**
 * Sees what the engine holds. A listing costs it milliseconds for each image, its journal about one in all; so what was seen last is
 * remembered, and holds still where the journal goes back that far and tells of no image since.
 * @param state absolute path of `.slipway`
 * @throws UserError where no engine answers
 */
export async function observe(state: string, endpoint: string = findEndpoint()): Promise<Observation> {
  const file = join(state, 'engine', `${sha256(endpoint).slice(0, 16)}.json`);
  const remembered = readRemembered(file);
  const unchanged = remembered === undefined ? undefined : await followJournal(endpoint, remembered);
  const seen = unchanged ?? (await lookAgain(endpoint));
  if (seen !== remembered) writeState(file, JSON.stringify(seen));
  return seen;
}

function readRemembered(file: string): Observation | undefined {
  const text = readState(file);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObservation(value) ? value : undefined;
  } catch {
    // A torn file is as good as none: the engine is asked in full.
    return undefined;
  }
}

/** A file of another shape tells nothing, whoever wrote it. */
function isObservation(value: unknown): value is Observation {
  if (!isRecord(value)) return false;
  const { endpoint, engineId, engineVersion, platform, images, ids, marker } = value;
  return (
    [endpoint, engineId, engineVersion, platform, marker ?? ''].every((text) => typeof text === 'string') &&
    isRecord(images) &&
    Object.values(images).every((image) => isRecord(image) && typeof image['id'] === 'string') &&
    Array.isArray(ids)
  );
}

/**
 * What was remembered, if the journal tells that it still holds. The journal keeps 256 events, in memory: where the marker is no longer
 * among them, nothing is known. The marker moves on, or a busy engine's journal would soon no longer reach back to it.
 */
async function followJournal(endpoint: string, remembered: Observation): Promise<Observation | undefined> {
  const { marker } = remembered;
  // A remote engine's clock may be behind ours, and a journal asked until a time to come waits for it.
  if (marker === undefined || !endpoint.startsWith('unix://')) return undefined;
  const [first, ...since] = await readEvents(endpoint, eventTime(marker));
  if (first !== marker || since.some(isImageEvent)) return undefined;
  const newest = since.at(-1);
  return newest === undefined ? remembered : { ...remembered, marker: newest };
}

/** The journal's events since a time (`seconds.nanoseconds`) until now, one JSON line each. */
async function readEvents(endpoint: string, since: string): Promise<readonly string[]> {
  const until = `${String(Math.floor(Date.now() / 1000))}.${String((Date.now() % 1000) * 1e6).padStart(9, '0')}`;
  const answer = await askEngine(`/events?since=${since}&until=${until}`, endpoint);
  if (answer.status !== 200) return [];
  return answer.body.split('\n').filter((line) => line !== '');
}

function eventTime(event: string): string {
  const nanoseconds = /"timeNano":(\d+)/.exec(event)?.[1] ?? '0';
  const padded = nanoseconds.padStart(10, '0');
  return `${padded.slice(0, -9)}.${padded.slice(-9)}`;
}

/** The type is read off the text: a number of 19 digits would not survive JSON.parse, and nothing else is needed. */
function isImageEvent(event: string): boolean {
  return event.includes('"Type":"image"');
}

interface ListedImage {
  readonly Id: string;
  readonly RepoTags: readonly string[] | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

async function lookAgain(endpoint: string): Promise<Observation> {
  // The journal first: what happens while we list must count as news the next time.
  const events = endpoint.startsWith('unix://') ? await readEvents(endpoint, '0') : [];
  const [info, listed] = await Promise.all([askJson(endpoint, '/info'), askJson(endpoint, '/images/json?all=1')]);
  const { ID, ServerVersion, OSType, Architecture } = info as Record<string, string | undefined>;
  const images = listed as readonly ListedImage[];
  const named = images.flatMap((image) =>
    (image.RepoTags ?? []).map((name): [string, ObservedImage] => [
      name,
      { id: image.Id, standIn: image.Labels?.[STAND_IN_LABEL] !== undefined },
    ]),
  );
  const marker = events.at(-1);
  return {
    endpoint,
    engineId: ID ?? endpoint,
    engineVersion: ServerVersion ?? 'unknown',
    platform: `${OSType ?? 'linux'}/${toPlatformArchitecture(Architecture ?? 'x86_64')}`,
    images: Object.fromEntries(named),
    ids: images.map(({ Id }) => Id),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** The engine names a machine as `uname` does, images are named as Go does. */
function toPlatformArchitecture(machine: string): string {
  const names: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64', armv7l: 'arm/v7' };
  return names[machine] ?? machine;
}

async function askJson(endpoint: string, path: string): Promise<unknown> {
  const answer = await askEngine(path, endpoint);
  if (answer.status !== 200) {
    throw new UserError({
      what: `the engine at ${endpoint} answered ${path} with ${String(answer.status)}: ${answer.body.trim()}`,
      fix: 'see the log of the engine',
    });
  }
  return JSON.parse(answer.body);
}
