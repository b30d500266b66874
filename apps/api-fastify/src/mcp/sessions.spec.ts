import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { describe, expect, it } from 'vitest';
import { initializeMessage } from '../../test/mcp-client.js';
import { type Session, Sessions } from './sessions.js';

const IDLE_MS = 1_000;

function newSessions(maxSessions = 10): Sessions {
  return new Sessions({
    createServer: () => new McpServer({ name: 'test', version: '0' }),
    maxSessions,
    idleMs: IDLE_MS,
  });
}

async function initialized(sessions: Sessions): Promise<{ session: Session; id: string }> {
  const session = await sessions.open();
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };
  const request = new Request('http://localhost/mcp', { method: 'POST', headers });
  await session.transport.handleRequest(request, { parsedBody: initializeMessage });
  return { session, id: session.transport.sessionId ?? 'none' };
}

describe('Sessions', () => {
  it('know a client once it has initialized, and until it is done', async () => {
    const sessions = newSessions();
    await sessions.open();
    const { session, id } = await initialized(sessions);
    expect(sessions.find(id)).toBe(session);
    await session.transport.close();
    expect(sessions.find(id)).toBeUndefined();
  });

  it('count only those who have initialized', async () => {
    const sessions = newSessions(1);
    await sessions.open();
    expect(sessions.full).toBe(false);
    await initialized(sessions);
    expect(sessions.full).toBe(true);
  });

  it('forget who was silent for long enough', async () => {
    const sessions = newSessions();
    const { id } = await initialized(sessions);
    const now = performance.now();
    await sessions.forgetIdle(now);
    expect(sessions.find(id)).toBeDefined();
    await sessions.forgetIdle(now + IDLE_MS);
    expect(sessions.find(id)).toBeUndefined();
  });

  it('forget nobody who has a request under way, or had one just now', async () => {
    const sessions = newSessions();
    const { session, id } = await initialized(sessions);
    const end = session.begin();
    await sessions.forgetIdle(performance.now() + 10 * IDLE_MS);
    expect(sessions.find(id)).toBe(session);
    end();
    await sessions.forgetIdle(performance.now() + IDLE_MS / 2);
    expect(sessions.find(id)).toBe(session);
    await sessions.forgetIdle(performance.now() + IDLE_MS);
    expect(sessions.find(id)).toBeUndefined();
  });

  it('forget all at the end', async () => {
    const sessions = newSessions();
    const { id } = await initialized(sessions);
    await sessions.close();
    expect(sessions.find(id)).toBeUndefined();
  });
});
