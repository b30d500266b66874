import { describe, expect, it } from 'vitest';
import { connected } from '../test/mcp-client.js';
import { runningApp } from '../test/running-app.js';

describe('what operators see', () => {
  it('is alive, whatever became of the others', async () => {
    const { url, core } = await runningApp();
    core.stop();
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok', service: 'api-fastify' });
  });

  it('is ready when core and the statistics are', async () => {
    const { url, statistics } = await runningApp();
    const ready = await fetch(`${url}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      dependencies: [
        { name: 'core', status: 'up', detail: 'version 9.9.9' },
        { name: 'statistics', status: 'up' },
      ],
    });
    statistics.stop();
    const missing = await fetch(`${url}/ready`);
    expect(missing.status).toBe(503);
    expect(await missing.json()).toMatchObject({
      status: 'not_ready',
      dependencies: [
        { status: 'up' },
        {
          name: 'statistics',
          status: 'down',
          detail: expect.stringMatching(
            /^statistics did not answer: fetch failed: connect ECONNREFUSED [\d.:]+$/,
          ) as string,
        },
      ],
    });
  });

  it('counts requests, and says which version this is', async () => {
    const { url } = await runningApp();
    const { client } = await connected(url);
    await client.listTools();
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/http_requests_total\{method="POST",route="\/mcp",status="200"\} [2-9]/);
    expect(text).toContain('service_info{service="api-fastify",version="1.2.3"} 1');
  });

  it('answers what it does not know with a problem', async () => {
    const { url } = await runningApp();
    const missing = await fetch(`${url}/nowhere`, { headers: { 'x-request-id': 'r-1' } });
    expect(missing.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await missing.json()).toMatchObject({ status: 404, request_id: 'r-1' });
  });

  it.each([
    ['no JSON', '{"jsonrpc', 'application/json', 400],
    ['another type', 'hello', 'application/xml', 415],
    ['too much', `"${'x'.repeat(300_000)}"`, 'application/json', 413],
  ])('answers a body that is %s with a problem', async (_what, body, type, status) => {
    const { url } = await runningApp();
    const refused = await fetch(`${url}/mcp`, { method: 'POST', headers: { 'content-type': type }, body });
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ type: 'about:blank', status });
  });
});
