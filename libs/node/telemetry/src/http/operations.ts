import type { FastifyInstance } from 'fastify';
import type { Health, Readiness } from '../health/health.js';
import type { Metrics } from '../metrics.js';

/** Adds `/health`, `/ready` and `/metrics`. */
export function addOperations(app: FastifyInstance, health: Health, { registry }: Metrics): void {
  app.get('/health', () => health.liveness());
  app.get('/ready', async (_request, reply) => {
    const readiness = await health.readiness();
    return reply.code(readinessStatus(readiness)).send(readiness);
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/** The HTTP status that says the same as the readiness. */
export function readinessStatus({ status }: Readiness): number {
  return status === 'ready' ? 200 : 503;
}
