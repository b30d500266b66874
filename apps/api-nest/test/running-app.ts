import { Secret } from '@observatory/config';
import { createLogger, createMetrics, Health, Tracing } from '@observatory/telemetry';
import { onTestFinished } from 'vitest';
import { createApp } from '../src/app.js';
import { InMemoryKeyRepository } from '../src/keys/in-memory-key-repository.js';

export const ADMIN = 'a-token-for-the-tests';

/** The application on a free port, its clock stopped, with all that a test may look at. */
export async function runningApp(repository = new InMemoryKeyRepository()) {
  const about = { service: 'api-nest', version: '1.2.3' };
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };
  const health = new Health({ ...about, dependencies: [{ name: 'key-store', check: () => repository.check() }] });
  const logger = createLogger({ service: about.service, level: 'info', destination });
  const tracing = new Tracing({ ...about, endpoint: undefined, logger });
  const app = await createApp({
    observers: {
      logger,
      metrics: createMetrics(about),
      health,
      tracing,
    },
    repository,
    adminToken: new Secret(ADMIN),
    now: () => new Date('2030-01-01T00:00:00Z'),
  });
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const url = await app.getUrl();

  /** Sends a request with the admin token; `init.headers` replaces that. */
  async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: isJson ? (JSON.parse(text) as unknown) : undefined,
    };
  }

  return { ask, health, lines, repository };
}
