import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ForbiddenError, UnauthorizedError } from '../common/errors.js';
import {
  ACCEPTS_TICKET,
  ANY_KEY,
  type Caller,
  hasScope,
  type Need,
  NEEDED_SCOPE,
  PUBLIC_ROUTE,
} from '../http/scopes.js';
import { ApiKeysService } from './api-keys.service.js';
import { StreamTicketsService } from './stream-tickets.service.js';

type KeyedRequest = FastifyRequest & { caller?: Caller };

/** One answer for all four, so that a guess teaches nothing. */
export const BAD_TICKET = 'The ticket is unknown, used or expired, or its key revoked; take a new one';

const BEARER = /^bearer +(\S+)$/i;

/** Every route of the application passes here. What a route needs is declared on it; nothing declared is refused. */
@Injectable()
export class ApiKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly keys: ApiKeysService,
    private readonly tickets: StreamTicketsService,
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
    const ticket = secret === null ? this.#ticketOf(context, request) : null;
    const caller = ticket === null ? await this.#callerOf(secret) : await this.tickets.redeem(ticket);
    if (caller === null) {
      const error = secret === null && ticket === null ? '' : ', error="invalid_token"';
      void context
        .switchToHttp()
        .getResponse<FastifyReply>()
        .header('www-authenticate', `Bearer realm="blotter"${error}`);
      throw new UnauthorizedError('unauthorized', complaintAbout(secret, ticket));
    }
    assertScope(caller, need);
    request.caller = caller;
    return true;
  }

  #callerOf(secret: string | null): Promise<Caller | null> {
    return secret === null ? Promise.resolve(null) : this.keys.authenticate(secret);
  }

  /** Looked for where the route says so alone: nowhere else may a URL stand for a key. */
  #ticketOf(context: ExecutionContext, { query }: KeyedRequest): string | null {
    const accepts = this.reflector.get<boolean | undefined>(ACCEPTS_TICKET, context.getHandler()) === true;
    const { ticket } = query as { ticket?: unknown };
    return accepts && typeof ticket === 'string' ? ticket : null;
  }
}

function complaintAbout(secret: string | null, ticket: string | null): string {
  if (ticket !== null) {
    return BAD_TICKET;
  }
  return secret === null
    ? 'Expected an API key in the X-API-Key or the Authorization: Bearer header'
    : 'The API key is unknown or revoked';
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
