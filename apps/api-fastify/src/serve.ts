import { createLogger, createMetrics, Health, logCrashes, serveUntilStopped } from '@observatory/telemetry';
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
    upstreamTimeoutMs: timeoutMs,
    ...limits
  } = settings;
  const logger = createLogger({ service, level: logLevel });
  logCrashes(logger);
  const core = new Upstream({ name: 'core', url: coreUrl, timeoutMs });
  const statistics = new Upstream({ name: 'statistics', url: statisticsUrl, timeoutMs });
  const health = new Health({
    service,
    version,
    dependencies: [core, statistics].map((upstream) => ({
      name: upstream.name,
      check: (signal) => upstream.check(signal),
    })),
  });
  const observers = { logger, metrics: createMetrics({ service, version }), health };
  const app = await createApp({ observers, core, statistics, version, limits });
  return await serveUntilStopped(
    { http: app.server, listen: () => app.listen({ host, port }), close: () => app.close() },
    { version, logger, health, graceMs: shutdownGraceMs, stop },
  );
}
