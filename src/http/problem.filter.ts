import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from './problem.js';
import { withoutToken } from './url-secrets.js';

const RETRY_AFTER_SECONDS = 2;

/** The one place where an error becomes a response. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.status >= 500) {
      request.log.error({ err: error }, problem.code);
    }
    if (problem.status === 503) {
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
    }
    if (!reply.sent) {
      void reply
        .status(problem.status)
        .type('application/problem+json')
        // The framework's "not found" quotes the URL, also of a webhook that was misspelt.
        .send({ ...problem, detail: withoutToken(problem.detail), requestId: request.id });
    }
  }
}
