import * as z from 'zod';
import type { Span } from '../upstream/spans.js';

/** A call to a model, read out of its span. */
export const modelCallSchema = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  service: z.string(),
  started_at: z.string().describe('RFC 3339, UTC'),
  duration_ms: z.number(),
  operation: z.string().nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable().describe('The model that answered, or else the one that was asked for'),
  input_tokens: z.int().nullable(),
  output_tokens: z.int().nullable(),
  status: z.enum(['ok', 'error']),
  error_type: z.string().nullable(),
});

export type ModelCall = z.infer<typeof modelCallSchema>;

// Other operations, like invoke_agent, are made of these and repeat their models and tokens.
const MODEL_OPERATIONS = new Set(['chat', 'text_completion', 'generate_content', 'embeddings']);

/** The model call that a span describes in the words of the OpenTelemetry GenAI conventions, if it does. */
export function modelCallOf(span: Span): ModelCall | undefined {
  const { attributes } = span;
  const operation = text(attributes['gen_ai.operation.name']);
  const requested = text(attributes['gen_ai.request.model']);
  if (operation === null ? requested === null : !MODEL_OPERATIONS.has(operation)) {
    return undefined;
  }
  const errorType = text(attributes['error.type']);
  return {
    trace_id: span.trace_id,
    span_id: span.span_id,
    service: span.service,
    started_at: instant(span.start_unix_nano),
    duration_ms: span.duration_ms,
    operation,
    provider: text(attributes['gen_ai.provider.name']),
    model: text(attributes['gen_ai.response.model']) ?? requested,
    input_tokens: count(attributes['gen_ai.usage.input_tokens']),
    output_tokens: count(attributes['gen_ai.usage.output_tokens']),
    status: span.status === 'error' || errorType !== null ? 'error' : 'ok',
    error_type: errorType,
  };
}

/** Whether a span is of a call that asked for this model, or was answered by it. */
export function concernsModel({ attributes }: Span, model: string): boolean {
  return attributes['gen_ai.request.model'] === model || attributes['gen_ai.response.model'] === model;
}

// Attributes are whatever an instrumented program sent: what is not of the right type counts as not sent.
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

const LATEST_DATE_MS = 8_640_000_000_000_000n;

function instant(unixNano: string): string {
  const ms = BigInt(unixNano) / 1_000_000n;
  return new Date(Number(ms > LATEST_DATE_MS ? LATEST_DATE_MS : ms)).toISOString();
}
