import type { Span } from '../src/upstream/spans.js';

/** A span of a chat with a model, but for what a test says about it. */
export function aSpan({ attributes, ...about }: Partial<Span> = {}): Span {
  return {
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    service: 'checkout',
    start_unix_nano: '1893456000123456789',
    duration_ms: 812.5,
    status: 'ok',
    attributes: attributes ?? {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'acme',
      'gen_ai.request.model': 'gpt-x',
      'gen_ai.response.model': 'gpt-x-2030',
      'gen_ai.usage.input_tokens': 120,
      'gen_ai.usage.output_tokens': 34,
    },
    ...about,
  };
}
