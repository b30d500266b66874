import { currentRequestId, type Span, traceHeaders, type Tracing } from '@observatory/telemetry';
import * as z from 'zod';

export interface UpstreamOptions {
  readonly name: string;
  readonly url: URL;
  readonly timeoutMs: number;
  readonly tracing: Tracing;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

/** Another service did not do its part. The message says which, and with its causes is fit for a client to read. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
}

const healthSchema = z.object({ version: z.string() });

/** Another service of Observatory, asked over HTTP. */
export class Upstream {
  readonly #options: UpstreamOptions;

  constructor(options: UpstreamOptions) {
    this.#options = options;
  }

  get name(): string {
    return this.#options.name;
  }

  /** What a path answers, checked against its schema; rejects with UpstreamError and nothing else. */
  async get<T>(path: string, query: Query, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T> {
    const result = schema.safeParse(await this.#ask(path, this.#address(path, query), signal));
    if (!result.success) {
      const place = result.error.issues[0]?.path.join('.') ?? '';
      throw new UpstreamError(`${this.name} answered with something else than expected, at "${place}"`);
    }
    return result.data;
  }

  /** Resolves to what is there, when the service is alive; for readiness. */
  async check(signal: AbortSignal): Promise<string> {
    const { version } = await this.get('/health', {}, healthSchema, signal);
    return `version ${version}`;
  }

  #address(path: string, query: Query): URL {
    // Keeps a path that the base URL has of its own, as behind a gateway.
    const address = new URL(this.#options.url.href.replace(/\/?$/, path));
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) {
        address.searchParams.set(name, String(value));
      }
    }
    return address;
  }

  async #ask(path: string, address: URL, signal?: AbortSignal): Promise<unknown> {
    const attributes = {
      'service.peer.name': this.name,
      'http.request.method': 'GET',
      'url.full': address.href,
      'server.address': address.hostname,
    };
    return await this.#options.tracing.call(`GET ${path}`, attributes, (span) =>
      this.#fetchJson(address, span, signal),
    );
  }

  async #fetchJson(address: URL, span: Span | undefined, signal?: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(this.#options.timeoutMs);
    const requestId = currentRequestId();
    try {
      const response = await fetch(address, {
        headers: {
          accept: 'application/json',
          ...(requestId === undefined ? {} : { 'x-request-id': requestId }),
          ...traceHeaders(),
        },
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      span?.setAttribute('http.response.status_code', response.status);
      if (!response.ok) {
        await response.body?.cancel();
        throw new UpstreamError(`${this.name} answered with status ${String(response.status)}`);
      }
      return await response.json();
    } catch (error) {
      throw this.#explain(error, timeout);
    }
  }

  #explain(error: unknown, timeout: AbortSignal): UpstreamError {
    if (error instanceof UpstreamError) {
      return error;
    }
    return timeout.aborted
      ? new UpstreamError(`${this.name} did not answer within ${String(this.#options.timeoutMs)} ms`)
      : new UpstreamError(`${this.name} did not answer`, { cause: error });
  }
}
