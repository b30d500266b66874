import { InMemorySpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { Tracing, type TracingOptions } from '../src/tracing/tracing.js';
import { logLines } from './log-lines.js';

/** Tracing whose spans a test can read. */
export function recordedTracing(options: Partial<TracingOptions> = {}): {
  tracing: Tracing;
  spans: () => Promise<readonly ReadableSpan[]>;
} {
  const exporter = new InMemorySpanExporter();
  const { logger } = logLines();
  const tracing = new Tracing({ service: 'shop', version: '1.2.3', endpoint: undefined, logger, exporter, ...options });
  return {
    tracing,
    spans: async () => {
      await tracing.flush();
      return exporter.getFinishedSpans();
    },
  };
}
