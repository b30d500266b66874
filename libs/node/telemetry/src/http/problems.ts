import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../logs/logger.js';
import { noRoute, type Problem, PROBLEM_MEDIA_TYPE, toProblem } from './problem.js';

/** Answers every error, and every request without a route, with a problem. */
export function answerWithProblems(app: FastifyInstance, logger: Logger): void {
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, noRoute(request.method, request.url)));
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    logProblem(logger, problem, error);
    return sendProblem(request, reply, problem);
  });
}

/** Logs the error behind a problem, where the fault is ours. */
export function logProblem(logger: Logger, problem: Problem, error: unknown): void {
  if (problem.status >= 500) {
    logger.error({ err: error, status: problem.status }, 'request failed');
  }
}

/** Sends a problem as the response. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).type(PROBLEM_MEDIA_TYPE).send(problem.toDetails(request.id));
}
