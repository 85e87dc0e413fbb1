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

/** The scope that a route needs. A route without one is refused. */
export const Needs = (scope: Scope): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, scope);

/** A route that needs no key: health, and webhooks, which carry a key of their own. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(SCOPE_METADATA, PUBLIC_ROUTE);

export const NEEDED_SCOPE = SCOPE_METADATA;

/** Injects the caller that the guard identified. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined => {
    return context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>().caller;
  },
);
