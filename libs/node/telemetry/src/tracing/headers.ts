import { context, propagation } from '@opentelemetry/api';

/** The headers that tell the current trace to another service. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}
