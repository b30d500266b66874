import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logs/logger.js';

/** Sends spans by OTLP over HTTP, in protobuf. */
export function otlpExporter(endpoint: URL, timeoutMillis: number, logger: Logger): SpanExporter {
  const url = endpoint.href.replace(/\/?$/, '/v1/traces');
  return new OutspokenExporter(new OTLPTraceExporter({ url, timeoutMillis }), url, logger);
}

/** Says when spans cannot be sent, once, and when they can be again; OpenTelemetry itself says nothing, or says it each time. */
export class OutspokenExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  readonly #endpoint: string;
  readonly #logger: Logger;
  #lost = 0;

  constructor(inner: SpanExporter, endpoint: string, logger: Logger) {
    this.#inner = inner;
    this.#endpoint = endpoint;
    this.#logger = logger;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#inner.export(spans, ({ code, error }) => {
      this.#note(code === ExportResultCode.SUCCESS, spans.length, error);
      done({ code: ExportResultCode.SUCCESS });
    });
  }

  async shutdown(): Promise<void> {
    await this.#inner.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  #note(sent: boolean, count: number, error: Error | undefined): void {
    const endpoint = this.#endpoint;
    if (!sent) {
      if (this.#lost === 0) {
        this.#logger.warn({ endpoint, err: error }, 'traces cannot be sent; this is said once');
      }
      this.#lost += count;
    } else if (this.#lost > 0) {
      this.#logger.info({ endpoint, spans_lost: this.#lost }, 'traces are sent again');
      this.#lost = 0;
    }
  }
}
