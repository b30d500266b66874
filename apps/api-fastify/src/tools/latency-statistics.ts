import * as z from 'zod';
import type { Upstream } from '../upstream/upstream.js';
import { model, service } from './filters.js';

const milliseconds = z.number().nullable();

const latencySchema = z.object({
  count: z.int().describe('How many calls these numbers are about'),
  mean: milliseconds,
  p50: milliseconds,
  p90: milliseconds,
  p95: milliseconds,
  p99: milliseconds,
  max: milliseconds,
});

export const latencyStatisticsTool = {
  title: 'Latency of model calls',
  description:
    'Tells how long calls to language models take: mean, percentiles and maximum in milliseconds, null where there was no call.',
  inputSchema: z.strictObject({ service: service.optional(), model: model.optional() }),
  outputSchema: latencySchema,
} as const;

/** How the durations of model calls are distributed. */
export async function latencyStatistics(
  statistics: Upstream,
  wanted: z.infer<typeof latencyStatisticsTool.inputSchema>,
): Promise<z.infer<typeof latencySchema>> {
  return await statistics.get('/api/statistics/latency', wanted, latencySchema);
}
