import { finished } from 'node:stream';
import { context } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logs/logger.js';
import { withRequestId } from '../logs/request-context.js';
import type { Metrics } from '../metrics.js';
import { pathOf } from './problem.js';
import { endRequest } from './span.js';

// Asked every few seconds by machines: of interest to nobody but the one who debugs them.
const OPERATIONS = new Set(['/health', '/ready', '/metrics']);

/** Whether a request is one of those. */
export function isOperation({ routeOptions }: FastifyRequest): boolean {
  return OPERATIONS.has(routeOptions.url ?? '');
}

// What nginx writes where the client did not wait for its answer; no standard has a number for it.
const CLIENT_CLOSED_REQUEST = 499;

/** Writes a log line and counts, for each request that ends, answered or given up. */
export function recordAccess(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    const start = performance.now();
    const within = context.active();
    // The onResponse hook never runs for a request that its client gave up.
    finished(reply.raw, () => {
      context.with(within, () => {
        withRequestId(request.id, () => {
          record(request, reply, (performance.now() - start) / 1_000);
        });
      });
      endRequest(within, statusOf(reply));
    });
    done();
  });

  function record(request: FastifyRequest, reply: FastifyReply, seconds: number): void {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unmatched';
    const status = statusOf(reply);
    metrics.observe({ method, route, status, seconds });
    logger[isOperation(request) ? 'debug' : 'info'](
      { method, path: pathOf(request.url), route, status, duration_ms: Math.round(seconds * 10_000) / 10 },
      'request',
    );
  }
}

function statusOf({ raw }: FastifyReply): number {
  return raw.headersSent ? raw.statusCode : CLIENT_CLOSED_REQUEST;
}
