import * as z from 'zod';

/** A span, as far as anything here reads it. */
export const spanSchema = z.object({
  trace_id: z.string(),
  span_id: z.string(),
  service: z.string(),
  start_unix_nano: z.string().regex(/^\d+$/),
  duration_ms: z.number(),
  status: z.enum(['unset', 'ok', 'error']),
  attributes: z.record(z.string(), z.unknown()),
});

/** One page of spans, newest first. */
export const spanPageSchema = z.object({ spans: z.array(spanSchema), next_cursor: z.string().nullable() });

export type Span = z.infer<typeof spanSchema>;
