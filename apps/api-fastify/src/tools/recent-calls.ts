import * as z from 'zod';
import { spanPageSchema } from '../upstream/spans.js';
import type { Upstream } from '../upstream/upstream.js';
import { model, service } from './filters.js';
import { concernsModel, type ModelCall, modelCallOf, modelCallSchema } from './model-call.js';

const PAGE_SIZE = 500;
// Ten pages are half of what core holds by default, and answer within a second.
const MOST_PAGES = 10;

export const recentCallsTool = {
  title: 'Recent model calls',
  description:
    'Lists the latest calls to language models, newest first: who called which model, how long it took, how many tokens it used, and whether it failed.',
  inputSchema: z.strictObject({
    service: service.optional(),
    model: model.optional(),
    limit: z.int().min(1).max(100).default(20).describe('How many calls to list at most'),
  }),
  outputSchema: z.object({
    calls: z.array(modelCallSchema),
    complete: z.boolean().describe('False where there may be more calls than are listed'),
  }),
} as const;

export type RecentCalls = z.infer<typeof recentCallsTool.outputSchema>;

/** The latest model calls among the spans that core holds. */
export async function recentCalls(
  core: Pick<Upstream, 'get'>,
  wanted: z.infer<typeof recentCallsTool.inputSchema>,
): Promise<RecentCalls> {
  const calls: ModelCall[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { limit: PAGE_SIZE, service: wanted.service, cursor };
    const { spans, next_cursor } = await core.get('/v1/spans', query, spanPageSchema);
    for (const span of spans) {
      const call = wanted.model === undefined || concernsModel(span, wanted.model) ? modelCallOf(span) : undefined;
      if (call !== undefined && calls.length === wanted.limit) {
        return { calls, complete: false };
      }
      if (call !== undefined) {
        calls.push(call);
      }
    }
    if (next_cursor === null) {
      return { calls, complete: true };
    }
    cursor = next_cursor;
  }
  return { calls, complete: false };
}
