import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpServer } from '@observatory/telemetry';
import { AppModule } from './app.module.js';
import type { Parts } from './parts.js';
import { NestLogger } from './nest-logger.js';

// Far above any request that this service takes.
const BODY_BYTES = 64 * 1024;

/** The application, ready to listen. */
export async function createApp(parts: Parts): Promise<NestFastifyApplication> {
  const server = createHttpServer(parts.observers, { bodyBytes: BODY_BYTES });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest's options are a class by name only
  return await NestFactory.create<NestFastifyApplication>(AppModule.of(parts), new FastifyAdapter(server), {
    logger: new NestLogger(parts.observers.logger),
    // Fastify's own parser knows the limit, and refuses prototype pollution.
    bodyParser: false,
    abortOnError: false,
  });
}
