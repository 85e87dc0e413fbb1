import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { makeProblem } from './problem.js';

/** A webhook's URL may end in an API key, because charting platforms cannot send headers. */
const WEBHOOK_PATH = /(\/webhooks\/[^/?#\s]*\/)[^?#\s]+/i;

/** A one-time ticket in a query. Used or not, it does not belong into a log. */
const TICKET = /([?&]ticket=)[^&#\s]+/gi;

/** A URL, or a sentence with one, as it may be logged and answered. */
export function withoutToken(text: string): string {
  return text.replace(WEBHOOK_PATH, '$1***').replace(TICKET, '$1***');
}

/** Pino's `req` serializer. Fastify's own would write the URL as it came. */
export function loggedRequest({ method, url, ip }: FastifyRequest): Record<string, unknown> {
  return { method, url: withoutToken(url), remoteAddress: ip };
}

/** Answers a URL that the router cannot read, before any filter runs. Fastify's own answer quotes the URL. */
export function refuseUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = makeProblem(error.statusCode ?? 400, 'malformed_request', 'The URL cannot be read');
  void reply
    .status(problem.status)
    .type('application/problem+json')
    .send({ ...problem, requestId: request.id });
}
