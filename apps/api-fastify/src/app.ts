import { addOperations, answerWithProblems, createHttpServer, type Observers } from '@observatory/telemetry';
import type { FastifyInstance } from 'fastify';
import { addMcp, type McpLimits } from './mcp/routes.js';
import { createMcpServer } from './mcp/server.js';
import type { Upstream } from './upstream/upstream.js';

// A tool call is a few hundred bytes; a batch of them is still far below this.
const BODY_BYTES = 256 * 1024;

/** What the application is made of, and a test may replace. */
export interface Parts {
  readonly observers: Observers;
  readonly core: Upstream;
  readonly statistics: Upstream;
  readonly version: string;
  readonly limits: McpLimits;
}

/** The application, ready to listen. */
export async function createApp({ observers, limits, ...tools }: Parts): Promise<FastifyInstance> {
  const { logger, metrics, health } = observers;
  const app = createHttpServer(observers, { bodyBytes: BODY_BYTES });
  answerWithProblems(app, logger);
  addOperations(app, health, metrics);
  addMcp(app, { health, limits, createServer: () => createMcpServer({ ...tools, logger }) });
  await app.ready();
  return app;
}
