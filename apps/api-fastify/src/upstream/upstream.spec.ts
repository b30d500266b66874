import { describeError, withRequestId } from '@observatory/telemetry';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type Answer, fakeUpstream } from '../../test/fake-upstream.js';
import { silentTracing } from '../../test/tracing.js';
import { Upstream, UpstreamError } from './upstream.js';

const tracing = silentTracing();
const schema = z.object({ value: z.array(z.int()) });

async function upstreamOf(answers: Record<string, Answer>, timeoutMs = 10_000) {
  const fake = await fakeUpstream(answers);
  return { ...fake, upstream: new Upstream({ name: 'core', url: fake.url, timeoutMs, tracing }) };
}

describe('Upstream', () => {
  it('asks with the id of the request that it is part of', async () => {
    const { upstream, asked } = await upstreamOf({ '/v1/things': { value: [1], more: true } });
    const query = { limit: 5, name: 'a b&c', none: undefined };
    const answer = await withRequestId('r-1', () => upstream.get('/v1/things', query, schema));
    expect(answer).toEqual({ value: [1] });
    expect(asked).toMatchObject([{ path: '/v1/things?limit=5&name=a+b%26c', headers: { 'x-request-id': 'r-1' } }]);
  });

  it.each(['/base', '/base/'])('keeps the path of its own URL, here %s', async (base) => {
    const { url, asked } = await fakeUpstream({ '/base/v1': { value: [] } });
    await new Upstream({ name: 'core', url: new URL(base, url), timeoutMs: 10_000, tracing }).get('/v1', {}, schema);
    expect(asked).toMatchObject([{ path: '/base/v1' }]);
  });

  it.each<[string, Answer, RegExp]>([
    ['a status', 503, /^core answered with status 503$/],
    ['another shape', { value: [1, 'x'] }, /^core answered with something else than expected, at "value\.1"$/],
  ])('says who failed, and how: %s', async (_what, answer, message) => {
    const { upstream } = await upstreamOf({ '/v1': answer });
    const failure = upstream.get('/v1', {}, schema);
    await expect(failure).rejects.toThrow(UpstreamError);
    await expect(failure).rejects.toThrow(message);
  });

  it('waits no longer than it may', async () => {
    const { upstream } = await upstreamOf({ '/v1': 'nothing' }, 50);
    await expect(upstream.get('/v1', {}, schema)).rejects.toThrow(/^core did not answer within 50 ms$/);
  });

  it('says that nobody is there', async () => {
    const { upstream, stop } = await upstreamOf({});
    stop();
    const failure: unknown = await upstream.get('/v1', {}, schema).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(describeError(failure)).toMatch(/^core did not answer: fetch failed: .*ECONNREFUSED/);
  });

  it('checks that a service is alive, no longer than it may', async () => {
    const { upstream, answers } = await upstreamOf({ '/health': { status: 'ok', version: '1.2.3' } });
    expect(await upstream.check(AbortSignal.timeout(10_000))).toBe('version 1.2.3');
    answers['/health'] = 'nothing';
    await expect(upstream.check(AbortSignal.timeout(20))).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
  });
});
