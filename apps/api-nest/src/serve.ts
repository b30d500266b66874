import { createLogger, createMetrics, Health, logCrashes, serveUntilStopped, Tracing } from '@observatory/telemetry';
import { about } from './about.js';
import { createApp } from './app.js';
import { openKeyStore } from './keys/open-key-store.js';
import type { AppSettings } from './settings.js';

/** Runs the service until `stop` and resolves to its exit code. */
export async function serve(settings: AppSettings, stop: Promise<string>): Promise<number> {
  const { host, port, logLevel, adminToken, shutdownGraceMs, tracesEndpoint: endpoint } = settings;
  const { name: service, version } = about;
  const logger = createLogger({ service, level: logLevel });
  logCrashes(logger);
  const metrics = createMetrics({ service, version });
  const tracing = new Tracing({ service, version, endpoint, logger });
  const { name, repository, close } = openKeyStore(settings, { logger, metrics, tracing });
  const health = new Health({ service, version, dependencies: [{ name, check: () => repository.check() }] });
  const observers = { logger, metrics, health, tracing };
  const app = await createApp({ observers, repository, adminToken, now: () => new Date() });
  const code = await serveUntilStopped(
    { http: app.getHttpServer(), listen: () => app.listen(port, host), close: () => app.close() },
    { version, logger, health, graceMs: shutdownGraceMs, stop },
  );
  await Promise.all([close(), tracing.stop()]);
  return code;
}
