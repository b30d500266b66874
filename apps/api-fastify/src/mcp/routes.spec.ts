import { describe, expect, it } from 'vitest';
import { connected, initialize } from '../../test/mcp-client.js';
import { runningApp } from '../../test/running-app.js';

const SSE = { accept: 'text/event-stream' };

function sessionId(response: Response): string {
  return response.headers.get('mcp-session-id') ?? 'none';
}

describe('sessions over HTTP', () => {
  it('end when their client says so', async () => {
    const { url } = await runningApp();
    const { client, transport } = await connected(url);
    const id = transport.sessionId ?? '';
    await transport.terminateSession();
    await client.close();
    const late = await fetch(`${url}/mcp`, { headers: { ...SSE, 'mcp-session-id': id } });
    expect(late.status).toBe(404);
    expect(await late.json()).toMatchObject({ title: 'Not Found', status: 404 });
  });

  it('are for those who introduced themselves', async () => {
    const { url } = await runningApp();
    const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect((await fetch(`${url}/mcp`, { method: 'POST', headers, body })).status).toBe(400);
    expect((await fetch(`${url}/mcp`, { headers: SSE })).status).toBe(400);
    expect((await fetch(`${url}/mcp`, { method: 'DELETE' })).status).toBe(400);
    const unknown = { ...headers, 'mcp-session-id': 'nobody' };
    expect((await fetch(`${url}/mcp`, { method: 'POST', headers: unknown, body })).status).toBe(404);
  });

  it('are limited in number, and a place that is given up can be taken', async () => {
    const { url } = await runningApp({ maxSessions: 1 });
    const { transport } = await connected(url);
    const refused = await initialize(url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('30');
    await transport.terminateSession();
    expect((await initialize(url)).status).toBe(200);
  });

  it('are forgotten after a silence', async () => {
    const { url } = await runningApp({ sessionIdleMs: 50 });
    const silent = await initialize(url);
    await silent.text();
    const headers = { 'mcp-session-id': sessionId(silent) };
    // Longer between two questions than a silence may be, since each one breaks it.
    const ask = async () => (await fetch(`${url}/mcp`, { headers })).status;
    await expect.poll(ask, { interval: 500 }).toBe(404);
  });

  it('are not for web pages that nobody allowed', async () => {
    const { url } = await runningApp({ allowedOrigins: ['https://console.example'] });
    const refused = await initialize(url, { origin: 'https://evil.example' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ title: 'Forbidden', status: 403 });
    expect((await initialize(url, { origin: 'https://console.example' })).status).toBe(200);
  });
});

describe('a stream that waits for news', () => {
  it('begins at once', async () => {
    const { url } = await runningApp();
    const introduced = await initialize(url);
    const id = sessionId(introduced);
    const stream = await fetch(`${url}/mcp`, {
      headers: { ...SSE, 'mcp-session-id': id },
      signal: AbortSignal.timeout(10_000),
    });
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    await stream.body?.cancel();
  });

  it('ends when the server stops, while a tool at work still answers', async () => {
    const { app, url, core, health } = await runningApp();
    const { client } = await connected(url);
    const other = await initialize(url);
    const stream = await fetch(`${url}/mcp`, { headers: { ...SSE, 'mcp-session-id': sessionId(other) } });
    core.answers['/v1/stats'] = 'nothing';
    let answered = false;
    const call = client.callTool({ name: 'list_services', arguments: {} }).finally(() => (answered = true));
    await expect.poll(() => core.asked).toHaveLength(1);

    health.startDraining();
    const closed = app.close();
    expect(await stream.text()).toContain(': open');
    expect(answered).toBe(false);
    core.stop();
    expect(await call).toMatchObject({ isError: true });
    await client.close();
    app.server.closeIdleConnections();
    await closed;
  });

  it('is not begun by a server that stops', async () => {
    const { url, health } = await runningApp();
    const introduced = await initialize(url);
    health.startDraining();
    const stream = await fetch(`${url}/mcp`, { headers: { ...SSE, 'mcp-session-id': sessionId(introduced) } });
    expect(stream.status).toBe(503);
  });
});
