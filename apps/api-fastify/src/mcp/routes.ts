import { finished } from 'node:stream';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { isInitializeRequest } from '@modelcontextprotocol/sdk/types.js';
import { type Health, Problem } from '@observatory/telemetry';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Session, Sessions } from './sessions.js';
import { beginningAtOnce, webRequest } from './web.js';

export interface McpLimits {
  /** Web pages that may talk to this server from a browser. */
  readonly allowedOrigins: readonly string[];
  readonly maxSessions: number;
  readonly sessionIdleMs: number;
}

export interface McpOptions {
  readonly health: Health;
  readonly limits: McpLimits;
  readonly createServer: () => McpServer;
}

const SECONDS_UNTIL_RETRY = '30';

/** Adds `/mcp`: the Model Context Protocol over streamable HTTP, with sessions. */
export function addMcp(app: FastifyInstance, { health, limits, createServer }: McpOptions): void {
  const { allowedOrigins, maxSessions, sessionIdleMs: idleMs } = limits;
  const sessions = new Sessions({ createServer, maxSessions, idleMs });
  const sweep = setInterval(() => void sessions.forgetIdle(), Math.min(idleMs, 60_000)).unref();

  app.route({
    method: ['POST', 'GET', 'DELETE'],
    url: '/mcp',
    handler: async (request, reply) => {
      refuseForeignOrigin(request, allowedOrigins);
      if (health.draining && request.method === 'GET') {
        throw new Problem(503, 'This server is about to stop: listen to another one.');
      }
      const session = await sessionOf(request, reply, sessions);
      finished(reply.raw, session.begin());
      const response = await session.transport.handleRequest(webRequest(request), { parsedBody: request.body });
      return reply.send(beginningAtOnce(response));
    },
  });

  app.addHook('preClose', () => {
    sessions.endListening();
  });
  app.addHook('onClose', async () => {
    clearInterval(sweep);
    await sessions.close();
  });
}

async function sessionOf(request: FastifyRequest, reply: FastifyReply, sessions: Sessions): Promise<Session> {
  const id = request.headers['mcp-session-id'];
  if (typeof id === 'string') {
    const session = sessions.find(id);
    if (session === undefined) {
      throw new Problem(404, 'There is no such session, or no longer: initialize a new one.');
    }
    return session;
  }
  if (request.method !== 'POST' || !isInitializeRequest(request.body)) {
    throw new Problem(400, 'The header Mcp-Session-Id is missing: initialize a session first.');
  }
  if (sessions.full) {
    reply.header('retry-after', SECONDS_UNTIL_RETRY);
    throw new Problem(503, 'This server has as many sessions as it can hold: try again later.');
  }
  return await sessions.open();
}

// A browser sends the origin of its page: without this check any page could use a server that only its visitor can reach.
function refuseForeignOrigin({ headers }: FastifyRequest, allowed: readonly string[]): void {
  if (headers.origin !== undefined && !allowed.includes(headers.origin)) {
    throw new Problem(
      403,
      'Pages of this origin may not talk to this server. MCP_ALLOWED_ORIGINS names those that may.',
    );
  }
}
