import { context, trace } from '@opentelemetry/api';

/** The ids of the span that the caller is part of, as they stand in a log line. */
export function traceFields(): { trace_id?: string; span_id?: string } {
  const span = trace.getSpanContext(context.active());
  return span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId };
}
