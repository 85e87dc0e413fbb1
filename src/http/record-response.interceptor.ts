import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { RecordResponse } from './item-batch.js';

/** Sends the status that a recording route chose: created, repeated, or one per item. */
@Injectable()
export class RecordResponseInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((value: unknown) => {
        if (!(value instanceof RecordResponse)) {
          return value;
        }
        context.switchToHttp().getResponse<FastifyReply>().status(value.status);
        return value.body as unknown;
      }),
    );
  }
}
