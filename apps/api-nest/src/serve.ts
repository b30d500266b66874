import { createLogger, createMetrics, Health, logCrashes, serveUntilStopped } from '@observatory/telemetry';
import { about } from './about.js';
import { createApp } from './app.js';
import { InMemoryKeyRepository } from './keys/in-memory-key-repository.js';
import type { AppSettings } from './settings.js';

/** Runs the service until `stop` and resolves to its exit code. */
export async function serve(
  { host, port, logLevel, adminToken, shutdownGraceMs }: AppSettings,
  stop: Promise<string>,
): Promise<number> {
  const { name: service, version } = about;
  const logger = createLogger({ service, level: logLevel });
  logCrashes(logger);
  const repository = new InMemoryKeyRepository();
  const health = new Health({
    service,
    version,
    dependencies: [{ name: 'key-store', check: () => repository.check() }],
  });
  const observers = { logger, metrics: createMetrics({ service, version }), health };
  const app = await createApp({ observers, repository, adminToken, now: () => new Date() });
  return await serveUntilStopped(
    { http: app.getHttpServer(), listen: () => app.listen(port, host), close: () => app.close() },
    { version, logger, health, graceMs: shutdownGraceMs, stop },
  );
}
