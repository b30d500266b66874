import { context, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ExportResultCode } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';

/** What became of the spans that a program made. */
export interface Sent {
  /** Ids of the spans in batches that core acknowledged, 16 hexadecimal digits each. */
  readonly acknowledged: ReadonlySet<string>;
  /** Spans in batches that the SDK gave up. */
  readonly failed: number;
}

/** A program under observation: the OpenTelemetry SDK as people set it up, and a count of what it got acknowledged. */
export class ObservedProgram {
  readonly service: string;
  readonly #provider: BasicTracerProvider;
  readonly #tracer: Tracer;
  readonly #acknowledged = new Set<string>();
  #made = 0;
  #failed = 0;

  /** @param protocol `grpc` with an address of port 4317, `http` with one of port 4318 */
  constructor(service: string, protocol: 'grpc' | 'http', url: string) {
    this.service = service;
    const exporter: SpanExporter =
      protocol === 'grpc' ? new GrpcExporter({ url }) : new HttpExporter({ url: `${url}/v1/traces` });
    this.#provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': service, 'service.version': '1.0.0' }),
      spanProcessors: [
        new BatchSpanProcessor(this.#counting(exporter), { maxQueueSize: 200_000, maxExportBatchSize: 1_000 }),
      ],
    });
    this.#tracer = this.#provider.getTracer('slipway-e2e');
  }

  /** Makes calls to a language model, two spans each: the request that came in, and the call that it led to. */
  async makeCalls(count: number): Promise<void> {
    for (let call = 0; call < count; call += 1) {
      const request = this.#tracer.startSpan('POST /answer', { kind: SpanKind.SERVER, root: true });
      const parent = trace.setSpan(context.active(), request);
      const model = this.#tracer.startSpan('chat small', { kind: SpanKind.CLIENT }, parent);
      model.setAttributes({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'example',
        'gen_ai.request.model': 'small',
        'gen_ai.usage.input_tokens': 100 + (call % 50),
        'gen_ai.usage.output_tokens': 20 + (call % 7),
      });
      if (call % 100 === 0) model.setStatus({ code: SpanStatusCode.ERROR, message: 'overloaded' });
      model.end();
      request.end();
      this.#made += 2;
      // The SDK exports between two turns of the event loop, and gives up a batch that is refused: a program makes no more than it gets rid of.
      if (call % 500 === 499) await this.#settle();
    }
  }

  /** Waits until most of what was made has been answered. */
  async #settle(): Promise<void> {
    const end = Date.now() + 30_000;
    while (this.#made - this.#acknowledged.size - this.#failed > 4_000 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Sends all that was not sent yet. */
  async finish(): Promise<Sent> {
    await this.#provider.forceFlush();
    await this.#provider.shutdown();
    return { acknowledged: this.#acknowledged, failed: this.#failed };
  }

  #counting(exporter: SpanExporter): SpanExporter {
    return {
      export: (spans: ReadableSpan[], done) => {
        exporter.export(spans, (result) => {
          if (result.code === ExportResultCode.SUCCESS) {
            for (const span of spans) this.#acknowledged.add(span.spanContext().spanId);
          } else this.#failed += spans.length;
          done(result);
        });
      },
      shutdown: () => exporter.shutdown(),
      forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    };
  }
}
