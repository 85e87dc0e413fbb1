import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthorizedError } from '../common/errors.js';
import { ANY_KEY, type Caller, hasScope, type Need, NEEDED_SCOPE, PUBLIC_ROUTE } from '../http/scopes.js';
import { ApiKeysService } from './api-keys.service.js';

type KeyedRequest = FastifyRequest & { caller?: Caller };

const BEARER = /^bearer +(\S+)$/i;

/** Every route of the application passes here. What a route needs is declared on it; nothing declared is refused. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeysService,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const need = this.reflector.getAllAndOverride<Need | undefined>(NEEDED_SCOPE, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (need === PUBLIC_ROUTE) {
      return true;
    }
    if (need === undefined) {
      throw new ForbiddenError('route_closed', 'The route declares no scope, so nobody may call it');
    }
    return context.getType() === 'http' ? this.#admitRequest(context, need) : admitSocket(context, need);
  }

  async #admitRequest(context: ExecutionContext, need: Exclude<Need, 'public'>): Promise<boolean> {
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const secret = headerSecretOf(request);
    const caller = secret === null ? null : await this.keys.authenticate(secret);
    if (caller === null) {
      const error = secret === null ? '' : ', error="invalid_token"';
      void context
        .switchToHttp()
        .getResponse<FastifyReply>()
        .header('www-authenticate', `Bearer realm="blotter"${error}`);
      throw new UnauthorizedError(
        'unauthorized',
        secret === null
          ? 'Expected an API key in the X-API-Key or the Authorization: Bearer header'
          : 'The API key is unknown or revoked',
      );
    }
    assertScope(caller, need);
    request.caller = caller;
    return true;
  }
}

/** A gateway identifies its caller once, when the connection opens, and leaves it on the socket. */
function admitSocket(context: ExecutionContext, need: Exclude<Need, 'public'>): boolean {
  const { caller } = context.switchToWs().getClient<{ caller?: Caller }>();
  if (caller === undefined) {
    throw new UnauthorizedError('unauthorized', 'Expected an API key when the connection opens');
  }
  assertScope(caller, need);
  return true;
}

function assertScope(caller: Caller, need: Exclude<Need, 'public'>): void {
  if (need !== ANY_KEY && !hasScope(caller, need)) {
    throw new ForbiddenError(
      'missing_scope',
      `This needs the scope "${need}"; the key has ${caller.scopes.join(', ')}`,
      { extra: { scope: need } },
    );
  }
}

/** The API key in the X-API-Key or the Authorization header. */
export function headerSecretOf({ headers }: FastifyRequest): string | null {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') {
    return key;
  }
  return BEARER.exec(headers.authorization ?? '')?.[1] ?? null;
}
