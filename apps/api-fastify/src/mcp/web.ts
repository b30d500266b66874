import type { FastifyRequest } from 'fastify';

// All that the protocol speaks of: what a tool is never given it cannot leak.
const HEADERS = ['accept', 'content-type', 'mcp-session-id', 'mcp-protocol-version', 'last-event-id'] as const;

/** The request as the SDK takes it; the body is passed beside it, parsed. */
export function webRequest({ method, headers, url }: FastifyRequest): Request {
  const given = HEADERS.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as [string, string]] : [];
  });
  return new Request(new URL(url, 'http://localhost'), { method, headers: given });
}

/** The same response, whose event stream begins at once. Fastify sends headers with the first chunk, and news may be hours away. */
export function beginningAtOnce(response: Response): Response {
  if (response.body === null || response.headers.get('content-type') !== 'text/event-stream') {
    return response;
  }
  const opened = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode(': open\n\n'));
    },
  });
  return new Response(response.body.pipeThrough(opened), response);
}
