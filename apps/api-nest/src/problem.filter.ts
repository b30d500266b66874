import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { type Logger, logProblem, noRoute, Problem, sendProblem, toProblem } from '@observatory/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOGGER } from './parts.js';

/** Answers whatever was thrown with a problem. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(exception: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const problem = request.is404 ? noRoute(request.method, request.url) : problemOf(exception);
    logProblem(this.logger, problem, exception);
    void sendProblem(request, http.getResponse<FastifyReply>(), problem);
  }
}

function problemOf(exception: unknown): Problem {
  return exception instanceof HttpException && exception.getStatus() < 500
    ? new Problem(exception.getStatus(), exception.message, [], { cause: exception })
    : toProblem(exception);
}
