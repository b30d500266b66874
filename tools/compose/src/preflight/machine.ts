import { formatSize } from '@slipway/images';
import type { Problem } from '@slipway/kit';

/** The oldest that this room is tested with. */
const OLDEST_COMPOSE = '2.40';
/** The first that looks at a starting container's health more often than at a running one's. */
const OLDEST_ENGINE = '25.0';

/** Versions that are too old for what the stack needs. */
export function versionProblems(versions: {
  readonly engine: string;
  readonly compose: string | undefined;
}): readonly Problem[] {
  const engine = isOlder(versions.engine, OLDEST_ENGINE)
    ? [
        {
          what: `the engine is ${versions.engine}, and ${OLDEST_ENGINE} or newer is needed`,
          fix: 'update Docker Engine (https://docs.docker.com/engine/install/), or choose another: docker context use NAME',
        },
      ]
    : [];
  if (versions.compose === undefined) {
    return [
      ...engine,
      { what: 'docker has no compose plugin', fix: 'install docker-compose-plugin (Debian: docker-compose)' },
    ];
  }
  return isOlder(versions.compose, OLDEST_COMPOSE)
    ? [
        ...engine,
        {
          what: `compose is ${versions.compose}, and ${OLDEST_COMPOSE} or newer is needed`,
          fix: 'update docker-compose-plugin (Debian: docker-compose)',
        },
      ]
    : engine;
}

/** Compares the numbers at the start of two versions; what has no number is never older. */
export function isOlder(version: string, than: string): boolean {
  const [major, minor] = numbers(version);
  const [wantedMajor, wantedMinor] = numbers(than);
  if (major === undefined || wantedMajor === undefined) return false;
  return major < wantedMajor || (major === wantedMajor && (minor ?? 0) < (wantedMinor ?? 0));
}

function numbers(version: string): readonly (number | undefined)[] {
  const match = /^v?(\d+)(?:\.(\d+))?/.exec(version);
  return [match?.[1], match?.[2]].map((part) => (part === undefined ? undefined : Number(part)));
}

/** A disk with less room than a stack needs to start. */
export function diskProblems(
  free: { readonly folder: string; readonly bytes: number } | undefined,
  minBytes: number,
): readonly Problem[] {
  if (free === undefined || free.bytes >= minBytes) return [];
  return [
    {
      what: `the disk of the engine (${free.folder}) is nearly full: ${formatSize(free.bytes)} free, ${formatSize(minBytes)} wanted`,
      fix: 'docker system prune, docker buildx prune; or ask for less with --min-free-disk',
    },
  ];
}
