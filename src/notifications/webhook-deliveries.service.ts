import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/cursor.js';
import { ConflictError, NotFoundError } from '../common/errors.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Caller } from '../http/scopes.js';
import type { DeadLetterQueryDto, DeadLetterView } from './dead-letters.dto.js';
import { deliveryViewOf, DirectDelivery } from './direct-delivery.js';
import { errorOf, isDelivered, statusOf } from './domain/send-outcome.js';
import type { DeadLetter } from './persistence/dead-letter.entity.js';
import { DeadLetterRepository } from './persistence/dead-letter.repository.js';
import { TargetReader } from './target-reader.js';
import type { DeliveryView } from './webhook-targets.dto.js';

/** Deliveries that somebody asks for by hand: a test, and what was given up. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly reader: TargetReader,
    private readonly deadLetters: DeadLetterRepository,
    private readonly direct: DirectDelivery,
    private readonly scope: AccountScope,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Sends a signed ping, whatever the target's status; its queue and status stay as they are. */
  async sendTest(targetId: number, caller: Caller): Promise<DeliveryView> {
    const { target, account } = await this.reader.getOrThrow(targetId, caller);
    const data = { targetId };
    const body = JSON.stringify({ type: 'ping', account, timestamp: this.clock.now(), data });
    const eventId = `${account}:ping:${randomUUID()}`;
    return deliveryViewOf(await this.direct.send(target, { body, eventId, attempt: 1 }));
  }

  /** Newest first. */
  async listDeadLetters(
    targetId: number,
    query: DeadLetterQueryDto,
    caller: Caller,
  ): Promise<Page<DeadLetterView> & { total?: number }> {
    const { account } = await this.reader.getOrThrow(targetId, caller);
    return this.scope.page(query, {
      read: (limit, after) => this.deadLetters.list(targetId, limit, after),
      count: () => this.deadLetters.count(targetId),
      cursorOf: (row) => ({ sort: row.createdAt, id: row.deadLetterId }),
      view: ({ message: _message, ...row }) => ({ ...row, account }),
    });
  }

  /** Sends a dead letter now, out of its order; delivered, it is removed. Throws `event_not_retained`. */
  async retryDeadLetter(targetId: number, deadLetterId: number, caller: Caller): Promise<DeliveryView> {
    const { target, account } = await this.reader.getOrThrow(targetId, caller);
    const letter = await this.#getOrThrow(targetId, deadLetterId);
    if (letter.message === null) {
      throw new ConflictError(
        'event_not_retained',
        `Events ${letter.firstSeq} to ${letter.lastSeq} are no longer in the log; read the present state instead`,
      );
    }
    const attempts = letter.attempts + 1;
    const outcome = await this.direct.send(target, {
      ...{ body: letter.message, eventId: `${account}:${letter.firstSeq}`, attempt: attempts },
    });
    await this.unitOfWork.run(target.accountId, (tx) =>
      isDelivered(outcome)
        ? this.deadLetters.delete(tx, deadLetterId)
        : this.deadLetters.update(tx, deadLetterId, {
            ...{ attempts, lastStatus: statusOf(outcome), lastError: errorOf(outcome) ?? '' },
            lastAttemptAt: this.clock.now(),
          }),
    );
    return deliveryViewOf(outcome);
  }

  /** Forgets a dead letter that nobody needs any more. */
  async discardDeadLetter(targetId: number, deadLetterId: number, caller: Caller): Promise<void> {
    const { target } = await this.reader.getOrThrow(targetId, caller);
    await this.#getOrThrow(targetId, deadLetterId);
    await this.unitOfWork.run(target.accountId, (tx) => this.deadLetters.delete(tx, deadLetterId));
  }

  async #getOrThrow(targetId: number, deadLetterId: number): Promise<DeadLetter> {
    const letter = await this.deadLetters.find(targetId, deadLetterId);
    if (letter === null) {
      throw new NotFoundError('dead_letter_not_found', `Dead letter ${deadLetterId} does not exist`);
    }
    return letter;
  }
}
