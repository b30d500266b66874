import { context } from '@opentelemetry/api';
import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Health } from '../health/health.js';
import type { Logger } from '../logs/logger.js';
import { withRequestId } from '../logs/request-context.js';
import type { Metrics } from '../metrics.js';
import type { Tracing } from '../tracing/tracing.js';
import { isOperation, recordAccess } from './access.js';
import { requestIdFrom } from './request-id.js';
import { requestContext } from './span.js';

/** What an HTTP server reports to. */
export interface Observers {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly tracing: Tracing;
}

/** A Fastify server whose every request has an id, a span, a log line and a place in the metrics, and which stops gently. */
export function createHttpServer(
  { logger, metrics, health, tracing }: Observers,
  limits: { readonly bodyBytes: number },
): FastifyInstance {
  const app = fastify({
    loggerInstance: quiet(logger),
    childLoggerFactory: () => logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestIdFrom(request.headers['x-request-id']),
    bodyLimit: limits.bodyBytes,
    requestTimeout: 30_000,
    // A request that reaches us on an open connection while we stop still gets its answer, and that /ready is draining.
    return503OnClosing: false,
  });

  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.setHeader('x-request-id', request.id);
    withRequestId(request.id, () => {
      // What machines ask every few seconds is nobody's story.
      const within = isOperation(request) ? context.active() : requestContext(tracing, request);
      context.with(within, done);
    });
  });
  recordAccess(app, logger, metrics);
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (health.draining) {
      reply.header('connection', 'close');
    }
    done();
  });
  return app;
}

// Fastify announces each address it listens on; the service says so itself, once.
function quiet(logger: Logger): FastifyBaseLogger {
  return logger.child({}, { level: logger.level === 'error' ? 'error' : 'warn' });
}
