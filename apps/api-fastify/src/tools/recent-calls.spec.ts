import { describe, expect, it } from 'vitest';
import { aSpan } from '../../test/spans.js';
import type { Span } from '../upstream/spans.js';
import type { Query, Upstream } from '../upstream/upstream.js';
import { recentCalls } from './recent-calls.js';

/** A core of so many pages, and what it was asked. */
function coreWith(pages: readonly (readonly Span[])[]) {
  const queries: Query[] = [];
  const core: Pick<Upstream, 'get'> = {
    get: (_path, query, schema) => {
      queries.push(query);
      const page = Number(query['cursor'] ?? 0);
      const next_cursor = page + 1 < pages.length ? String(page + 1) : null;
      return Promise.resolve(schema.parse({ spans: pages[page], next_cursor }));
    },
  };
  return { core, queries };
}

const call = (span_id: string): Span => aSpan({ span_id });
const other = aSpan({ attributes: {} });

describe('recentCalls', () => {
  it('leaves out the spans of anything but model calls', async () => {
    const { core } = coreWith([[call('a'), other, call('b')]]);
    const { calls, complete } = await recentCalls(core, { limit: 20 });
    expect(calls.map(({ span_id }) => span_id)).toEqual(['a', 'b']);
    expect(complete).toBe(true);
  });

  it('turns pages until it has enough, and no further', async () => {
    const { core, queries } = coreWith([[other], [call('a')], [call('b'), call('c')], [call('d')]]);
    const { calls, complete } = await recentCalls(core, { limit: 2, service: 'checkout' });
    expect(calls.map(({ span_id }) => span_id)).toEqual(['a', 'b']);
    expect(complete).toBe(false);
    expect(queries).toEqual([
      { limit: 500, service: 'checkout', cursor: undefined },
      { limit: 500, service: 'checkout', cursor: '1' },
      { limit: 500, service: 'checkout', cursor: '2' },
    ]);
  });

  it('is complete where exactly as many as wanted are there', async () => {
    const { core } = coreWith([[call('a')], [call('b')], [other]]);
    expect(await recentCalls(core, { limit: 2 })).toMatchObject({ calls: [{}, {}], complete: true });
  });

  it('asks for one model only', async () => {
    const { core } = coreWith([[call('a'), aSpan({ span_id: 'b', attributes: { 'gen_ai.request.model': 'small' } })]]);
    const { calls } = await recentCalls(core, { limit: 20, model: 'small' });
    expect(calls.map(({ span_id }) => span_id)).toEqual(['b']);
  });

  it('gives up in a heap of other spans, and says so', async () => {
    const { core, queries } = coreWith(Array.from({ length: 50 }, () => [other]));
    expect(await recentCalls(core, { limit: 1 })).toEqual({ calls: [], complete: false });
    expect(queries).toHaveLength(10);
  });
});
