import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { describeError } from '../logs/errors.js';
import type { Logger } from '../logs/logger.js';
import { redactText } from '../logs/redact.js';
import { otlpExporter } from './exporter.js';

export type { Span };

export interface TracingOptions {
  readonly service: string;
  readonly version: string;
  /** A collector that takes OTLP over HTTP. Without one, traces that come in still go on to whoever is asked in turn. */
  readonly endpoint: URL | undefined;
  readonly logger: Logger;
  /** Where spans go instead, for a test that wants to read them. */
  readonly exporter?: SpanExporter;
}

// A collector that does not answer must not hold up the end of a service.
const FLUSH_MS = 1_000;
const EXPORT_MS = 5_000;

/** The spans of a service, and the way that they take. */
export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ service, version, endpoint, logger, exporter }: TracingOptions) {
    const sending = exporter ?? (endpoint && otlpExporter(endpoint, EXPORT_MS, logger));
    this.#provider = new TracerProvider({
      resource: defaultResource()
        .merge(detectResources({ detectors: [envDetector] }))
        .merge(resourceFromAttributes({ 'service.name': service, 'service.version': version })),
      spanProcessors: sending ? [new BatchSpanProcessor({ exporter: sending, exportTimeoutMillis: EXPORT_MS })] : [],
    });
    this.#tracer = this.#provider.getTracer('@observatory/telemetry');
    // Once for the whole process, and the same for every instance: a second time changes nothing.
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  }

  /** The context of a request: its span, below that of its caller where there is one. `end` it when it is answered. */
  request(name: string, headers: Readonly<Record<string, unknown>>, attributes: Attributes): Context {
    const caller = propagation.extract(context.active(), headers);
    return trace.setSpan(caller, this.#tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, caller));
  }

  /**
   * Runs a call to something outside of this process as a span. Outside of a trace there is none: what a service does
   * by itself, such as a probe, is nobody's story.
   */
  async call<T>(name: string, attributes: Attributes, work: (span: Span | undefined) => Promise<T>): Promise<T> {
    if (trace.getActiveSpan() === undefined) {
      return await work(undefined);
    }
    return await this.#tracer.startActiveSpan(name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: redactText(describeError(error)) });
        span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  /** Sends what has not been sent yet. */
  async flush(): Promise<void> {
    await this.#provider.forceFlush();
  }

  /** Sends what has not been sent yet, unless that takes long, and ends. */
  async stop(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => (timer = setTimeout(resolve, FLUSH_MS)));
    // The exporter has said in the log what there is to say.
    await Promise.race([this.#provider.shutdown().catch(() => undefined), deadline]);
    clearTimeout(timer);
  }
}

/** The headers that tell the current trace to another service. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}
