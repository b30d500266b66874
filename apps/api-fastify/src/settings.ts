import { duration, integer, list, serviceSettings, type Settings, url } from '@observatory/config';

export const settings = {
  ...serviceSettings({ port: 4002 }),
  coreUrl: url('CORE_URL', { default: new URL('http://127.0.0.1:4005') }),
  statisticsUrl: url('STATISTICS_URL', { default: new URL('http://127.0.0.1:4004') }),
  upstreamTimeoutMs: duration('UPSTREAM_TIMEOUT_SECONDS', { minMs: 100, maxMs: 60_000, default: 5_000 }),
  allowedOrigins: list('MCP_ALLOWED_ORIGINS', { default: [] }),
  maxSessions: integer('MCP_MAX_SESSIONS', { min: 1, max: 100_000, default: 1_000 }),
  sessionIdleMs: duration('MCP_SESSION_IDLE_SECONDS', { minMs: 1_000, maxMs: 86_400_000, default: 900_000 }),
} as const;

export type AppSettings = Settings<typeof settings>;
