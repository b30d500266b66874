import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import { type Logger, logProblem, noRoute, Problem, sendProblem, toProblem } from '@observatory/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KeyStoreAwayError } from './keys/key-repository.js';
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
  if (exception instanceof KeyStoreAwayError) {
    return new Problem(503, 'The keys cannot be reached now. Try again later.', [], { cause: exception });
  }
  return exception instanceof HttpException && exception.getStatus() < 500
    ? new Problem(exception.getStatus(), exception.message, [], { cause: exception })
    : toProblem(exception);
}
