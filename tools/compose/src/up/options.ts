import { parseSize } from '@slipway/images';
import { UserError } from '@slipway/kit';
import type { StackOptions } from '../session.js';

/** Options of `up` as a user may give them (see schema.json, which describes each). */
export interface UpOptions extends StackOptions {
  readonly services?: readonly string[];
  readonly profile?: readonly string[];
  readonly timeout?: string | number;
  readonly settle?: string | number;
  readonly build?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly ports?: 'auto' | 'fixed' | 'free';
  readonly unsetVariables?: 'fail' | 'blank';
  readonly minFreeDisk?: string | number;
  readonly policy?: 'fail' | 'warn' | 'off';
}

/** Options of `up` with all defaults in their place. */
export interface UpSettings {
  readonly services: readonly string[];
  readonly profiles: readonly string[];
  readonly timeoutMs: number;
  readonly settleMs: number;
  readonly build: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly ports: 'auto' | 'fixed' | 'free';
  readonly unsetVariables: 'fail' | 'blank';
  readonly minFreeBytes: number;
  readonly policy: 'fail' | 'warn' | 'off';
}

/** @throws UserError for a value that means nothing @param composeProfiles what COMPOSE_PROFILES says */
export function readSettings(options: UpOptions, composeProfiles = ''): UpSettings {
  return {
    services: options.services ?? [],
    profiles: options.profile ?? composeProfiles.split(',').filter((name) => name !== ''),
    timeoutMs: parseTimeout(options.timeout ?? '3m'),
    settleMs: parseDuration(options.settle ?? '5s', 'settle'),
    build: options.build ?? true,
    dryRun: options.dryRun ?? false,
    json: options.json ?? false,
    ports: options.ports ?? 'auto',
    unsetVariables: options.unsetVariables ?? 'fail',
    minFreeBytes: parseSize(options.minFreeDisk ?? '1GB', 'minFreeDisk'),
    // A stack without environments makes no promise about any of them.
    policy: options.policy ?? (options.environment === undefined ? 'warn' : 'fail'),
  };
}

function parseTimeout(written: string | number): number {
  const timeoutMs = parseDuration(written, 'timeout');
  if (timeoutMs > 0) return timeoutMs;
  throw new UserError({
    what: `timeout is "${String(written)}", and nothing is well in no time`,
    fix: 'write how long the services may take, as 90s, 2m or 1m30s; 24h for as good as no limit',
  });
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** A time as people write it (`90s`, `1m30s`, `120` for seconds) in milliseconds. @throws UserError for anything else */
export function parseDuration(text: string | number, option: string): number {
  const written = String(text).trim();
  if (/^\d+(?:\.\d+)?$/.test(written)) return Number(written) * 1_000;
  const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== written) {
    throw new UserError({ what: `${option} is "${written}", which is no time`, fix: 'write it as 90s, 2m or 1m30s' });
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? 's'] ?? 0), 0);
}
