import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** A request whose Idempotency-Key header has been read. */
export interface IdempotentRequest {
  /** `idem:<apiKeyId>:<key>`, see `IdempotencyKeyOf`. */
  idempotencyKey?: string;
}

const SECRET_RESPONSE = 'blotter:secret-response';
export const SECRET_RESPONSE_METADATA = SECRET_RESPONSE;

/** A route whose response carries a secret: it is never stored, so a repetition is refused instead of replayed. */
export const SecretResponse = (): MethodDecorator => SetMetadata(SECRET_RESPONSE, true);

/**
 * Injects the natural key that stands in for a fact which has none of its own, or undefined without the header.
 *
 * The stored response is written after the fact's own transaction. A process that dies in between leaves the fact
 * without a stored response; the retry runs the handler again, meets this key and finds the first fact.
 */
export const IdempotencyKeyOf = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    return context.switchToHttp().getRequest<FastifyRequest & IdempotentRequest>().idempotencyKey;
  },
);
