import { type Context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { redactText } from '../logs/redact.js';
import type { Tracing } from '../tracing/tracing.js';
import { pathOf } from './problem.js';

/** The span of a request, as a context for all that it starts. */
export function requestContext(tracing: Tracing, request: FastifyRequest): Context {
  const { method, headers, id, url } = request;
  const route = request.routeOptions.url;
  return tracing.request(route === undefined ? method : `${method} ${route}`, headers, {
    'http.request.method': method,
    'http.request.header.x-request-id': [id],
    'url.path': redactText(pathOf(url)),
    'url.scheme': 'http',
    ...(route === undefined ? {} : { 'http.route': route }),
  });
}

/** Ends the span of a request. Only our own mistakes make it a failed one. */
export function endRequest(within: Context, status: number): void {
  const span = trace.getSpan(within);
  span?.setAttribute('http.response.status_code', status);
  if (status >= 500) {
    span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.setAttribute('error.type', String(status));
  }
  span?.end();
}
