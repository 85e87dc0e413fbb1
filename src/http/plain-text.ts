import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

type RoutedRequest = Pick<FastifyRequest, 'is404' | 'routeOptions'>;
type Done = (error: Error | null, body?: string) => void;

/** Routes, not URLs: the pattern that matched says what runs, however the request spelt it. */
const TEXT_ROUTES = '/api/webhooks/';

/**
 * Lets webhooks take a body of any type but JSON as text. TradingView calls it `text/plain` whenever a message is not
 * quite JSON, MetaTrader's WebRequest and `curl -d` call everything a form, and others leave the type out. Every other
 * route speaks JSON alone: Fastify would hand it plain text, and Nest a form, whose values nobody has checked.
 */
export function acceptPlainText(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addContentTypeParser(['text/plain', '*'], { parseAs: 'string' }, readText);
  // Nest adds its own form parser unless it was told of another one.
  app.useBodyParser('application/x-www-form-urlencoded', {}, (request, body, done: Done) =>
    readText(request, body, done),
  );
}

function readText(request: RoutedRequest, body: string | Buffer, done: Done): void {
  if (request.is404 || request.routeOptions.url?.startsWith(TEXT_ROUTES) === true) {
    done(null, body.toString());
  } else {
    done(new UnsupportedMediaTypeException('Expected a body of type application/json'));
  }
}
