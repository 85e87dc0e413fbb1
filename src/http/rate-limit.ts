import { createHash } from 'node:crypto';
import rateLimit from '@fastify/rate-limit';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { TooManyRequestsError } from '../common/errors.js';
import type { Config } from '../config/config.js';

/** Requests per minute, counted per key, or per address where there is none. In memory: each replica counts its own. */
export async function limitRates(app: NestFastifyApplication, config: Config): Promise<void> {
  if (config.rateLimitPerMinute === 0 && config.webhookLimitPerMinute === 0) {
    return;
  }
  await app.register(rateLimit, {
    timeWindow: 60_000,
    max: (request) => (isWebhook(request) ? config.webhookLimitPerMinute : config.rateLimitPerMinute) || 1e9,
    keyGenerator: whoCalls,
    cache: 20_000,
    errorResponseBuilder: (_request, { after, max }) =>
      new TooManyRequestsError(
        'rate_limited',
        `Expected at most ${max} requests per minute; try again in ${after}`,
      ),
  });
}

function isWebhook(request: FastifyRequest): boolean {
  return request.url.startsWith('/api/webhooks/');
}

function whoCalls(request: FastifyRequest): string {
  const key = request.headers['x-api-key'] ?? request.headers.authorization;
  const who = isWebhook(request)
    ? // With the key in the message, all senders at one address share a count. A query string is not another webhook.
      `${request.ip} ${request.url.split('?', 1).join('')}`
    : typeof key === 'string'
      ? key
      : request.ip;
  return createHash('sha256').update(who).digest('base64url');
}
