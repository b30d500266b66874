import { choice, duration, integer, text, url } from './kinds.js';
import { optional } from './setting.js';
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
    /** Where traces go by OTLP over HTTP; `/v1/traces` is added to it. */
    tracesEndpoint: optional(url('OTEL_EXPORTER_OTLP_ENDPOINT'), 'no traces are sent'),
  } as const;
}

export type ServiceSettings = Settings<ReturnType<typeof serviceSettings>>;
