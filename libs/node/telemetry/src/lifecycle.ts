import type { Server } from 'node:http';
import type { Health } from './health/health.js';
import { describeError } from './logs/errors.js';
import type { Logger } from './logs/logger.js';
import { nextSignal, type SignalSource } from './signals.js';

/** A server that can be started, and stopped with its requests finished. */
export interface Stoppable {
  readonly http: Server;
  readonly listen: () => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

export interface LifecycleOptions {
  readonly version: string;
  readonly logger: Logger;
  readonly health: Health;
  /** How long requests in flight may take to finish. */
  readonly graceMs: number;
  /** Resolves to the reason, once it is time to stop. */
  readonly stop: Promise<string>;
  /** Where a second signal comes from, which means that there is no more time. */
  readonly signals?: SignalSource;
}

// Node closes idle connections once, when it stops listening; those whose last request ends later would stay open.
const SWEEP_MS = 25;

/** Serves until it is time to stop, finishes the requests in flight, and resolves to the exit code of the process. */
export async function serveUntilStopped(server: Stoppable, options: LifecycleOptions): Promise<number> {
  const { version, logger, health, graceMs, stop, signals = process } = options;
  try {
    await server.listen();
    logger.info({ version, address: addressOf(server.http), node: process.version }, 'started');
    const reason = await stop;
    health.startDraining();
    logger.info({ reason, grace_ms: graceMs }, 'stopping');
    return await drain(server, { logger, graceMs, reason, hurry: nextSignal(signals) });
  } catch (error) {
    logger.error({ err: error }, `cannot go on: ${describeError(error)}`);
    return 1;
  }
}

interface Drain {
  readonly logger: Logger;
  readonly graceMs: number;
  readonly reason: string;
  readonly hurry: Promise<string>;
}

async function drain(server: Stoppable, { logger, graceMs, reason, hurry }: Drain): Promise<number> {
  const start = performance.now();
  const sweep = setInterval(() => {
    server.http.closeIdleConnections();
  }, SWEEP_MS);
  let deadline: NodeJS.Timeout | undefined;
  try {
    const outcome = await Promise.race([
      server.close().then(() => 'drained' as const),
      hurry.then((signal) => `a second ${signal}`),
      new Promise<string>((resolve) => {
        deadline = setTimeout(resolve, graceMs, `the grace period of ${String(graceMs)} ms`);
      }),
    ]);
    const duration_ms = Math.round(performance.now() - start);
    if (outcome === 'drained') {
      logger.info({ reason, duration_ms }, 'stopped');
      return 0;
    }
    server.http.closeAllConnections();
    logger.warn({ reason, duration_ms }, `stopped with requests unfinished, after ${outcome}`);
    return 1;
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') {
    return String(address);
  }
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${String(address.port)}`;
}
