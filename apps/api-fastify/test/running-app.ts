import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { createLogger, createMetrics, Health, Tracing } from '@observatory/telemetry';
import { onTestFinished } from 'vitest';
import { createApp } from '../src/app.js';
import type { McpLimits } from '../src/mcp/routes.js';
import { Upstream } from '../src/upstream/upstream.js';
import { fakeUpstream } from './fake-upstream.js';
import { aSpan } from './spans.js';

const LATENCY = { count: 2, mean: 15, p50: 10, p90: 20, p95: 20, p99: 20, max: 20 };

/** The application on a free port between services that a test controls. */
export async function runningApp(limits: Partial<McpLimits> = {}) {
  const about = { service: 'api-fastify', version: '1.2.3' };
  const alive = { status: 'ok', version: '9.9.9' };
  const core = await fakeUpstream({
    '/health': alive,
    '/v1/stats': { spans_buffered: 3, capacity: 10, services: ['shop', 'checkout'] },
    '/v1/spans': { spans: [aSpan()], next_cursor: null, total: 1 },
  });
  const statistics = await fakeUpstream({
    '/health': alive,
    '/api/statistics/latency': { ...LATENCY, service: null, model: null, unit: 'ms', truncated: false },
  });
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const logger = createLogger({ service: about.service, level: 'info', destination });
  const exporter = new InMemorySpanExporter();
  const tracing = new Tracing({ ...about, endpoint: undefined, logger, exporter });
  const upstreams = {
    core: new Upstream({ name: 'core', url: core.url, timeoutMs: 10_000, tracing }),
    statistics: new Upstream({ name: 'statistics', url: statistics.url, timeoutMs: 10_000, tracing }),
  };
  const health = new Health({
    ...about,
    checkTimeoutMs: 10_000,
    dependencies: Object.values(upstreams).map((upstream) => ({
      name: upstream.name,
      check: (signal) => upstream.check(signal),
    })),
  });
  const app = await createApp({
    observers: {
      logger,
      metrics: createMetrics(about),
      health,
      tracing,
    },
    ...upstreams,
    version: about.version,
    limits: { allowedOrigins: [], maxSessions: 10, sessionIdleMs: 60_000, ...limits },
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const spans = async () => {
    await tracing.flush();
    return exporter.getFinishedSpans();
  };
  return { app, url, core, statistics, health, lines, spans, LATENCY };
}
