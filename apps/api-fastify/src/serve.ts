import { createLogger, createMetrics, Health, logCrashes, serveUntilStopped, Tracing } from '@observatory/telemetry';
import { about } from './about.js';
import { createApp } from './app.js';
import type { AppSettings } from './settings.js';
import { Upstream } from './upstream/upstream.js';

/** Runs the service until `stop` and resolves to its exit code. */
export async function serve(settings: AppSettings, stop: Promise<string>): Promise<number> {
  const { name: service, version } = about;
  const {
    host,
    port,
    logLevel,
    shutdownGraceMs,
    coreUrl,
    statisticsUrl,
    tracesEndpoint: endpoint,
    upstreamTimeoutMs: timeoutMs,
    ...limits
  } = settings;
  const logger = createLogger({ service, level: logLevel });
  logCrashes(logger);
  const tracing = new Tracing({ service, version, endpoint, logger });
  const core = new Upstream({ name: 'core', url: coreUrl, timeoutMs, tracing });
  const statistics = new Upstream({ name: 'statistics', url: statisticsUrl, timeoutMs, tracing });
  const health = new Health({
    service,
    version,
    dependencies: [core, statistics].map((upstream) => ({
      name: upstream.name,
      check: (signal) => upstream.check(signal),
    })),
  });
  const observers = { logger, metrics: createMetrics({ service, version }), health, tracing };
  const app = await createApp({ observers, core, statistics, version, limits });
  const code = await serveUntilStopped(
    { http: app.server, listen: () => app.listen({ host, port }), close: () => app.close() },
    { version, logger, health, graceMs: shutdownGraceMs, stop },
  );
  await tracing.stop();
  return code;
}
