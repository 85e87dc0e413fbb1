import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { catchError, mergeMap, type Observable, of } from 'rxjs';
import { BadRequestError, ConflictError } from '../common/errors.js';
import { type IdempotentRequest, SECRET_RESPONSE_METADATA } from '../http/idempotency.js';
import type { Caller } from '../http/scopes.js';
import { IdempotencyService, type KeyedCall } from './idempotency.service.js';
import { factKey } from './fact-key.js';
import { hashRequest } from './request-hash.js';

type KeyedRequest = FastifyRequest & IdempotentRequest & { caller?: Caller };

/** 1 to 200 visible ASCII characters, what the column holds. */
const KEY_PATTERN = /^[\x21-\x7e]{1,200}$/;

/**
 * Answers a repeated POST with its first answer. It must be the outermost interceptor, so that it sees the final body
 * and status; providing it as APP_INTERCEPTOR does that, since useGlobalInterceptors adds behind it.
 *
 * Two equal requests at the same time may both run: every fact has a natural key, for which `idempotencyKey` stands in
 * where the caller has none. Routes that hand out a secret have no such key and take the idempotency key first.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly idempotency: IdempotencyService,
    private readonly reflector: Reflector,
  ) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    if (context.getType() !== 'http') {
      return next.handle();
    }
    const request = context.switchToHttp().getRequest<KeyedRequest>();
    const key = request.headers['idempotency-key'];
    // Public routes have no caller whose keys could be kept apart from others'.
    if (key === undefined || request.method !== 'POST' || request.caller === undefined) {
      return next.handle();
    }
    const call = readCall(request, request.caller, key);
    request.idempotencyKey = factKey(call);
    const hasSecret = this.reflector.get<boolean | undefined>(SECRET_RESPONSE_METADATA, context.getHandler());
    return hasSecret === true ? this.#runAtMostOnce(call, next) : this.#runOnce(call, context, next);
  }

  async #runOnce(
    call: KeyedCall,
    context: ExecutionContext,
    next: CallHandler,
  ): Promise<Observable<unknown>> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const first = await this.idempotency.findResponse(call);
    if (first !== null) {
      void reply.status(first.status).header('idempotent-replayed', 'true');
      return of(first.body);
    }
    return next.handle().pipe(
      mergeMap(async (body: unknown) => {
        if (isWorthKeeping(reply.statusCode, body)) {
          await this.idempotency.remember(call, { status: reply.statusCode, body });
        }
        return body;
      }),
    );
  }

  async #runAtMostOnce(call: KeyedCall, next: CallHandler): Promise<Observable<unknown>> {
    if (!(await this.idempotency.claim(call))) {
      await this.idempotency.findResponse(call);
      throw new ConflictError(
        'secret_not_replayable',
        'This request was made before; its secret was shown then and is not stored',
      );
    }
    return next.handle().pipe(
      catchError(async (error: unknown) => {
        await this.idempotency.release(call);
        throw error;
      }),
    );
  }
}

function readCall(request: FastifyRequest, caller: Caller, key: string | string[]): KeyedCall {
  if (typeof key !== 'string' || !KEY_PATTERN.test(key)) {
    throw new BadRequestError(
      'bad_idempotency_key',
      'Expected an Idempotency-Key of 1 to 200 visible ASCII characters',
    );
  }
  return { apiKeyId: caller.keyId, idempotencyKey: key, requestHash: hashRequest(request) };
}

/** Success that JSON can carry. An answer in which an item failed on our side must stay repeatable. */
function isWorthKeeping(status: number, body: unknown): boolean {
  if (status < 200 || status >= 300 || body instanceof StreamableFile || Buffer.isBuffer(body)) {
    return false;
  }
  const items = status === 207 && Array.isArray(body) ? (body as { status?: number }[]) : [];
  return items.every((item) => (item.status ?? 200) < 500);
}
