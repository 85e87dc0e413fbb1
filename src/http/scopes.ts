import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** What a key may do. `admin` includes the others. */
export const SCOPES = ['read', 'record', 'trade', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who is calling: the key behind the request and what it may do. */
export interface Caller {
  keyId: number;
  name: string;
  scopes: readonly Scope[];
  /** Slugs of the accounts that the key is bound to; null for all. */
  accounts: readonly string[] | null;
}

const SCOPE_METADATA = 'blotter:scope';
export const PUBLIC_ROUTE = 'public';
export const ANY_KEY = 'any-key';

/** What a route may ask of its caller. */
export type Need = Scope | typeof ANY_KEY | typeof PUBLIC_ROUTE;

/**
 * The scope that a route needs. A route without one is refused. Scopes do not include each other, `admin` apart: a bot
 * that may `record` or `trade` reads the journal only when its key also has `read`.
 */
export const Needs = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, scope);

/** A route for every valid key, whatever its scopes. */
export const NeedsAnyKey = (): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, ANY_KEY);

/** A route that needs no key: health, and webhooks, which carry a key of their own. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, PUBLIC_ROUTE);

const TICKET_METADATA = 'blotter:ticket';

/** A route that also takes a one-time ticket in its query (`?ticket=`), for browsers that cannot send a header. */
export const AcceptsTicket = (): MethodDecorator => SetMetadata(TICKET_METADATA, true);

export const ACCEPTS_TICKET = TICKET_METADATA;
export const NEEDED_SCOPE = SCOPE_METADATA;

/** Whether the caller's key carries the scope, by itself or as an admin. */
export function hasScope(caller: Pick<Caller, 'scopes'>, scope: Scope): boolean {
  return caller.scopes.includes(scope) || caller.scopes.includes('admin');
}

/** Injects the caller that the guard identified. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => {
    return context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>().caller;
  },
);
