import { choice, duration, integer, text } from './kinds.js';
import type { Settings } from './settings.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** The settings that every service has. */
export function serviceSettings(defaults: { readonly port: number }) {
  return {
    host: text('HOST', { default: '0.0.0.0' }),
    port: integer('PORT', { min: 1, max: 65_535, default: defaults.port }),
    logLevel: choice('LOG_LEVEL', LOG_LEVELS, { default: 'info' }),
    shutdownGraceMs: duration('SHUTDOWN_GRACE_SECONDS', { minMs: 0, maxMs: 600_000, default: 8_000 }),
  } as const;
}

export type ServiceSettings = Settings<ReturnType<typeof serviceSettings>>;
