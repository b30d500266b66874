import { UserError } from '@slipway/kit';

/** A secret that reaches the network steps of a build and never the image. */
export interface SecretOption {
  /** Its name; a Dockerfile of your own mounts it with `--mount=type=secret,id=<id>`. */
  readonly id: string;
  /** Environment variable that holds it. One of `env` and `file`. */
  readonly env?: string;
  /** File that holds it; `~` is the home folder. */
  readonly file?: string;
  /** Where the network steps find it: a path, or `$NAME` for an environment variable. */
  readonly target: string;
}

/** Options of `docker-build` as a user may give them (see build/schema.json, which describes each). */
export interface BuildOptions {
  readonly image?: string;
  readonly tags?: readonly string[];
  readonly dockerfile?: string;
  readonly context?: string;
  /** Not `target`: Nx takes that word on the command line for itself. */
  readonly stage?: string;
  readonly platform?: string;
  readonly binaries?: readonly string[];
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly systemPackages?: readonly string[];
  readonly buildPackages?: readonly string[];
  readonly include?: readonly string[];
  readonly secrets?: readonly SecretOption[];
  readonly maxSize?: string;
  readonly dryRun?: boolean;
  readonly cache?: boolean;
  /** A text is the file to write to. */
  readonly json?: boolean | string;
  readonly progress?: 'auto' | 'plain';
}

/** Options of `docker-check`; the budget of `docker-build` counts where this has none. */
export interface CheckOptions {
  readonly maxSize?: string;
}

const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
};

/**
 * A size as people write it (`10 MB`, `1.5GiB`, `900000`) in bytes.
 * @throws UserError for anything else.
 */
export function parseSize(text: string | number, option: string): number {
  // It comes from a file that somebody wrote: the type is a promise, not a fact.
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]*)\s*$/i.exec(String(text));
  const unit = UNITS[(match?.[2] === '' ? 'b' : (match?.[2] ?? '?')).toLowerCase()];
  if (match?.[1] === undefined || unit === undefined) {
    throw new UserError({
      what: `${option} is "${String(text)}", which is no size`,
      fix: 'write it as 10MB, 1.5GiB or in bytes',
    });
  }
  const bytes = Math.round(Number(match[1]) * unit);
  if (bytes > 0) return bytes;
  throw new UserError({
    what: `${option} is "${String(text)}", which no image can keep to`,
    fix: 'give a size, or leave the option out',
  });
}

/** Bytes for a reader: decimal units as Docker prints them, three significant digits. */
export function formatSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(value) : value.toPrecision(3)} ${units[unit] ?? 'B'}`;
}
