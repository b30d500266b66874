import { Controller, Get, Inject, Res } from '@nestjs/common';
import { type Health, type Liveness, type Metrics, type Readiness, readinessStatus } from '@observatory/telemetry';
import type { FastifyReply } from 'fastify';
import { HEALTH, METRICS } from '../parts.js';

/** What machines ask: alive, ready, metrics. */
@Controller()
export class OperationsController {
  constructor(
    @Inject(HEALTH) private readonly state: Health,
    @Inject(METRICS) private readonly counts: Metrics,
  ) {}

  @Get('health')
  health(): Liveness {
    return this.state.liveness();
  }

  @Get('ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.state.readiness();
    reply.code(readinessStatus(readiness));
    return readiness;
  }

  @Get('metrics')
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(this.counts.registry.contentType);
    return await this.counts.registry.metrics();
  }
}
