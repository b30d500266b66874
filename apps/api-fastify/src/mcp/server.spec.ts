import { describe, expect, it } from 'vitest';
import { connected } from '../../test/mcp-client.js';
import { runningApp } from '../../test/running-app.js';

describe('the tools, as the official client sees them', () => {
  it('introduce themselves', async () => {
    const { url } = await runningApp();
    const { client } = await connected(url);
    expect(client.getServerVersion()).toMatchObject({ name: 'observatory', version: '1.2.3' });
    expect(client.getInstructions()).toContain('list_services');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['list_services', 'recent_calls', 'latency_statistics']);
    expect(tools).toMatchObject(
      tools.map(() => ({ annotations: { readOnlyHint: true }, outputSchema: { type: 'object' } })),
    );
    expect(tools[1]?.inputSchema).toMatchObject({
      type: 'object',
      additionalProperties: false,
      properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 }, service: { type: 'string' } },
    });
  });

  it('list the services', async () => {
    const { url } = await runningApp();
    const { client } = await connected(url);
    const result = await client.callTool({ name: 'list_services', arguments: {} });
    const expected = { services: ['checkout', 'shop'], spans_buffered: 3 };
    expect(result.structuredContent).toEqual(expected);
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify(expected) }]);
  });

  it('list recent calls', async () => {
    const { url, core } = await runningApp();
    const { client } = await connected(url);
    const result = await client.callTool({ name: 'recent_calls', arguments: { service: 'checkout', limit: 1 } });
    expect(result.structuredContent).toMatchObject({
      complete: true,
      calls: [{ model: 'gpt-x-2030', input_tokens: 120 }],
    });
    expect(core.asked).toMatchObject([{ path: '/v1/spans?limit=500&service=checkout' }]);
  });

  it('tell latencies', async () => {
    const { url, statistics, LATENCY } = await runningApp();
    const { client } = await connected(url, { 'x-request-id': 'r-1' });
    const result = await client.callTool({ name: 'latency_statistics', arguments: { model: 'gpt-x' } });
    expect(result.structuredContent).toEqual(LATENCY);
    expect(statistics.asked).toMatchObject([
      { path: '/api/statistics/latency?model=gpt-x', headers: { 'x-request-id': 'r-1' } },
    ]);
  });

  it('are part of the trace of whoever calls them, and so is what they ask', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const { url, core, spans, lines } = await runningApp();
    const { client } = await connected(url, { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    await client.callTool({ name: 'list_services', arguments: {} });
    const call = (await spans()).find(({ name }) => name === 'GET /v1/stats');
    expect(call?.spanContext().traceId).toBe(trace);
    expect(call?.attributes).toMatchObject({ 'service.peer.name': 'core', 'http.response.status_code': 200 });
    expect(core.asked).toMatchObject([
      { path: '/v1/stats', headers: { traceparent: `00-${trace}-${call?.spanContext().spanId ?? ''}-01` } },
    ]);
    expect(lines).toContainEqual(expect.objectContaining({ message: 'tool answered', trace_id: trace }));
  });

  it.each([
    ['recent_calls', { limit: 0 }, 'limit'],
    ['recent_calls', { limit: '5' }, 'limit'],
    ['recent_calls', { servcie: 'checkout' }, 'servcie'],
    ['latency_statistics', { service: '' }, 'service'],
    ['list_services', { all: true }, 'all'],
    ['drop_tables', {}, 'drop_tables'],
  ])('refuse %s with %j', async (name, args, mentioned) => {
    const { url, core } = await runningApp();
    const { client } = await connected(url);
    const result = await client.callTool({ name, arguments: args });
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result.content)).toContain(mentioned);
    expect(core.asked).toEqual([]);
  });

  it('say which service does not answer', async () => {
    const { url, core } = await runningApp();
    core.stop();
    const { client } = await connected(url);
    const result = await client.callTool({ name: 'list_services', arguments: {} });
    expect(result).toMatchObject({ isError: true, content: [{ type: 'text' }] });
    expect(JSON.stringify(result.content)).toMatch(/core did not answer: .*ECONNREFUSED.*Try again later\./);
  });

  it('leave a line in the log, under the id of the request', async () => {
    const { url, lines, core } = await runningApp();
    const { client } = await connected(url, { 'x-request-id': 'r-1' });
    await client.callTool({ name: 'list_services', arguments: {} });
    core.answers['/v1/stats'] = 500;
    await client.callTool({ name: 'list_services', arguments: {} });
    const about = { tool: 'list_services', service: 'api-fastify', request_id: 'r-1' };
    expect(lines).toContainEqual(expect.objectContaining({ ...about, level: 'info', message: 'tool answered' }));
    expect(lines).toContainEqual(
      expect.objectContaining({ ...about, level: 'error', error: 'core answered with status 500' }),
    );
  });
});
