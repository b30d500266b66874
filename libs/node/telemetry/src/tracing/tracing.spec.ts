import { context, type Context, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { recordedTracing } from '../../test/recorded-tracing.js';
import { logLines } from '../../test/log-lines.js';
import { endRequest } from '../http/span.js';
import { traceHeaders } from './headers.js';
import { Tracing } from './tracing.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const headers = { traceparent: `00-${TRACE}-${CALLER}-01` };

async function within(request: Context, work: () => Promise<unknown>): Promise<void> {
  await context.with(request, work);
  endRequest(request, 200);
}

describe('Tracing', () => {
  it('makes a request part of the trace that its caller names, as this service in this version', async () => {
    const { tracing, spans } = recordedTracing();
    endRequest(tracing.request('GET /items', headers, { 'http.route': '/items' }), 201);
    const [span] = await spans();
    expect(span?.spanContext().traceId).toBe(TRACE);
    expect(span?.parentSpanContext?.spanId).toBe(CALLER);
    expect(span).toMatchObject({
      name: 'GET /items',
      kind: SpanKind.SERVER,
      status: { code: SpanStatusCode.UNSET },
      attributes: { 'http.route': '/items', 'http.response.status_code': 201 },
    });
    expect(span?.resource.attributes).toMatchObject({
      'service.name': 'shop',
      'service.version': '1.2.3',
      'telemetry.sdk.language': 'nodejs',
    });
  });

  it('takes more about the service from the environment, and not its name', async () => {
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'deployment.environment.name=test,service.name=other');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { tracing, spans } = recordedTracing();
    endRequest(tracing.request('GET /', {}, {}), 200);
    expect((await spans())[0]?.resource.attributes).toMatchObject({
      'service.name': 'shop',
      'deployment.environment.name': 'test',
    });
  });

  it.each([[{}], [{ traceparent: 'nonsense' }]])('begins a trace where none comes in: %j', async (given) => {
    const { tracing, spans } = recordedTracing();
    endRequest(tracing.request('GET /', given, {}), 503);
    const [span] = await spans();
    expect(span?.parentSpanContext).toBeUndefined();
    expect(span).toMatchObject({ status: { code: SpanStatusCode.ERROR }, attributes: { 'error.type': '503' } });
  });

  it('records nothing of a trace that its caller does not record, and tells others the same', async () => {
    const { tracing, spans } = recordedTracing();
    const request = tracing.request('GET /', { traceparent: `00-${TRACE}-${CALLER}-00` }, {});
    await within(request, async () => {
      expect(traceHeaders()['traceparent']).toMatch(new RegExp(`^00-${TRACE}-.{16}-00$`));
      await Promise.resolve();
    });
    expect(await spans()).toEqual([]);
  });

  it('makes a call a span below the request, and tells the trace to whoever is called', async () => {
    const { tracing, spans } = recordedTracing();
    const told: string[] = [];
    await within(tracing.request('GET /items', headers, {}), async () => {
      await tracing.call('find items', { 'db.system.name': 'mongodb' }, (span) => {
        told.push(`00-${TRACE}-${span?.spanContext().spanId ?? ''}-01`, traceHeaders()['traceparent'] ?? '');
        return Promise.resolve(7);
      });
    });
    const [call, request] = await spans();
    expect(call).toMatchObject({
      name: 'find items',
      kind: SpanKind.CLIENT,
      attributes: { 'db.system.name': 'mongodb' },
    });
    expect(call?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(told[0]).toBe(told[1]);
  });

  it('makes a call that fails a failed span, without its secrets, and passes the error on', async () => {
    const { tracing, spans } = recordedTracing();
    const failure = new TypeError('cannot reach mongodb://root:hunter2@db');
    await within(tracing.request('GET /', headers, {}), async () => {
      await expect(tracing.call('find', {}, () => Promise.reject(failure))).rejects.toBe(failure);
    });
    expect((await spans())[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'cannot reach mongodb://root:***@db' },
      attributes: { 'error.type': 'TypeError' },
    });
  });

  it('makes no span of a call that belongs to no request', async () => {
    const { tracing, spans } = recordedTracing();
    expect(await tracing.call('ping', {}, (span) => Promise.resolve(span))).toBeUndefined();
    expect(await spans()).toEqual([]);
  });

  it('passes traces on and logs their ids where there is no collector', async () => {
    const { logger, lines } = logLines();
    const tracing = new Tracing({ service: 'shop', version: '1.2.3', endpoint: undefined, logger });
    await within(tracing.request('GET /', headers, {}), async () => {
      await tracing.call('ask', {}, () => {
        expect(traceHeaders()['traceparent']).toContain(TRACE);
        logger.info('asked');
        return Promise.resolve();
      });
    });
    expect(lines).toMatchObject([{ trace_id: TRACE, span_id: expect.stringMatching(/^[0-9a-f]{16}$/) as string }]);
    await tracing.stop();
  });
});
