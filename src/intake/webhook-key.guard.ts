import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { headerSecretOf } from '../access/api-key.guard.js';
import { ApiKeysService } from '../access/api-keys.service.js';
import { ForbiddenError, NotFoundError, UnauthorizedError } from '../common/errors.js';
import { type Caller, hasScope } from '../http/scopes.js';
import { isRecord } from './domain/foreign-record.js';
import { INTAKE_SOURCES, type IntakeSource } from './domain/intake.js';
import { readIntakeSecret } from './domain/parse-intake.js';
import { redactMessage } from './domain/redact-message.js';
import { secretOf } from './domain/secrets.js';

type WebhookRequest = FastifyRequest<{ Params: { source: string; token?: string } }> & { caller?: Caller };

/**
 * Identifies the sender of an alert by the API key in the URL, a header or the message itself, before anything is said
 * about the message. From here on the request's body is the message's text without its secrets.
 */
@Injectable()
export class WebhookKeyGuard implements CanActivate {
  constructor(private readonly keys: ApiKeysService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WebhookRequest>();
    const source = sourceOf(request);
    const secret = request.params.token ?? headerSecretOf(request) ?? messageSecretOf(source, request.body);
    const caller = secret === null ? null : await this.keys.authenticate(secret);
    if (secret === null || caller === null) {
      void context
        .switchToHttp()
        .getResponse<FastifyReply>()
        .header('www-authenticate', 'Bearer realm="blotter"');
      throw new UnauthorizedError(
        'unauthorized',
        'Expected a valid API key at the end of the URL, in the X-API-Key header or in the message (secret, passphrase, api_token, token or key)',
      );
    }
    if (!hasScope(caller, 'record')) {
      throw new ForbiddenError('missing_scope', 'This needs a key with the scope "record"', {
        extra: { scope: 'record' },
      });
    }
    request.caller = caller;
    request.body = redactMessage(request.body, secret);
    return true;
  }
}

function sourceOf({ params }: WebhookRequest): IntakeSource {
  const source = INTAKE_SOURCES.find((known) => known === params.source);
  if (source === undefined) {
    throw new NotFoundError('route_not_found', `Expected a webhook of ${INTAKE_SOURCES.join(', ')}`);
  }
  return source;
}

function messageSecretOf(source: IntakeSource, body: unknown): string | null {
  if (isRecord(body)) {
    return secretOf(body);
  }
  return typeof body === 'string' ? readIntakeSecret(source, body) : null;
}
