import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logLines, type LogLine } from '../../test/log-lines.js';
import { recordedTracing } from '../../test/recorded-tracing.js';
import { Health } from '../health/health.js';
import type { Logger } from '../logs/logger.js';
import { currentRequestId } from '../logs/request-context.js';
import { createMetrics, type Metrics } from '../metrics.js';
import { addOperations } from './operations.js';
import { answerWithProblems } from './problems.js';
import { traceHeaders } from '../tracing/headers.js';
import { createHttpServer } from './server.js';

describe('an HTTP server', () => {
  let app: FastifyInstance;
  let url: string;
  let logger: Logger;
  let lines: LogLine[];
  let metrics: Metrics;
  let health: Health;
  let spans: () => Promise<readonly ReadableSpan[]>;

  beforeEach(async () => {
    ({ logger, lines } = logLines());
    metrics = createMetrics({ service: 'shop', version: '1.2.3' });
    health = new Health({ service: 'shop', version: '1.2.3', dependencies: [] });
    const recorded = recordedTracing();
    spans = recorded.spans;
    app = createHttpServer({ logger, metrics, health, tracing: recorded.tracing }, { bodyBytes: 100 });
    answerWithProblems(app, logger);
    addOperations(app, health, metrics);
    app.post('/echo/:id', (incoming) => ({ body: incoming.body, request_id: currentRequestId() }));
    app.get('/ask/:id', async () => {
      await new Promise(setImmediate);
      return traceHeaders();
    });
    app.get('/broken', () => {
      throw new Error('cannot reach mongodb://root:hunter2@db');
    });
    app.get('/never', () => new Promise(() => undefined));
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });

  afterEach(async () => {
    app.server.closeAllConnections();
    await app.close();
  });

  async function echo(init: RequestInit): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'x-request-id': 'r-1' };
    return await fetch(`${url}/echo/7?token=hunter2`, { method: 'POST', headers, ...init });
  }

  it('gives every request an id: in the response, and in whatever its handler does', async () => {
    const response = await echo({ body: '{"a":1}' });
    expect(response.headers.get('x-request-id')).toBe('r-1');
    expect(await response.json()).toEqual({ body: { a: 1 }, request_id: 'r-1' });
  });

  it('keeps the id for a handler whose body came late', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': '7', 'x-request-id': 'r-1' };
    const posting = request(`${url}/echo/7`, { method: 'POST', headers });
    posting.write('{"a"');
    await new Promise((resolve) => app.server.once('request', resolve));
    posting.end(':1}');
    const [response] = (await once(posting, 'response')) as [IncomingMessage];
    expect(JSON.parse((await response.toArray()).join(''))).toEqual({ body: { a: 1 }, request_id: 'r-1' });
  });

  it("makes every request a span of its caller's trace, with its ids in the log and in calls to others", async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const headers = { traceparent: `00-${trace}-b7ad6b7169203331-01`, 'x-request-id': 'r-1' };
    const asked = (await (await fetch(`${url}/ask/7?token=hunter2`, { headers })).json()) as Record<string, string>;
    const [span] = await spans();
    expect(span?.spanContext().traceId).toBe(trace);
    expect(span).toMatchObject({
      name: 'GET /ask/:id',
      attributes: {
        'http.request.method': 'GET',
        'http.request.header.x-request-id': ['r-1'],
        'http.route': '/ask/:id',
        'http.response.status_code': 200,
        'url.path': '/ask/7',
      },
    });
    const spanId = span?.spanContext().spanId ?? '';
    expect(asked['traceparent']).toBe(`00-${trace}-${spanId}-01`);
    expect(lines).toMatchObject([{ message: 'request', trace_id: trace, span_id: spanId }]);
  });

  it('makes no span of what machines ask all the time', async () => {
    for (const path of ['/health', '/ready', '/metrics', '/nowhere']) {
      await (await fetch(url + path)).text();
    }
    expect(await spans()).toMatchObject([{ name: 'GET', attributes: { 'http.response.status_code': 404 } }]);
  });

  it('writes one line for each request, without its query', async () => {
    await echo({ body: '{}' });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'info',
        message: 'request',
        method: 'POST',
        path: '/echo/7',
        route: '/echo/:id',
        status: 200,
        request_id: 'r-1',
        duration_ms: expect.any(Number) as number,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it('counts requests by route, those without a route together', async () => {
    await echo({ body: '{}' });
    await fetch(`${url}/nowhere/1`);
    await fetch(`${url}/nowhere/2`);
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('http_requests_total{method="POST",route="/echo/:id",status="200"} 1');
    expect(text).toContain('http_requests_total{method="GET",route="unmatched",status="404"} 2');
  });

  it('answers what it has no route for with a problem', async () => {
    const response = await fetch(`${url}/nowhere?token=hunter2`, { headers: { 'x-request-id': 'r-2' } });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is no GET /nowhere here.',
      request_id: 'r-2',
    });
  });

  it.each([
    ['not JSON', '{"a', 400],
    ['too large', JSON.stringify('x'.repeat(100)), 413],
  ])('answers a body that is %s with a problem', async (_what, body, status) => {
    const response = await echo({ body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ status, request_id: 'r-1' });
  });

  it('keeps the reason for a failure to its log, redacted', async () => {
    const response = await fetch(`${url}/broken`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('mongodb');
    expect(lines[0]).toMatchObject({
      level: 'error',
      error: 'cannot reach mongodb://root:***@db',
      error_type: 'Error',
    });
    expect(lines[0]).toHaveProperty('request_id', response.headers.get('x-request-id'));
  });

  it('mentions its own operations only to those who debug', async () => {
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
      status: 'ok',
      service: 'shop',
      version: '1.2.3',
    });
    expect(lines).toMatchObject([{ level: 'debug', path: '/health' }]);
  });

  it('says that it drains, and ends the connection with it', async () => {
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    health.startDraining();
    const response = await fetch(`${url}/ready`);
    expect(response.status).toBe(503);
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ status: 'draining', dependencies: [] });
  });

  it('records a request that its client gave up', async () => {
    const given = request(`${url}/never`).on('error', () => undefined);
    given.end();
    await new Promise((resolve) => app.server.once('request', resolve));
    given.destroy();
    await expect.poll(() => lines).toMatchObject([{ path: '/never', status: 499 }]);
  });
});
