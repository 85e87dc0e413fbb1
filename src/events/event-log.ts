import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Tx } from '../database/tx.js';
import { EventBus } from './event-bus.js';
import type { NewEvent } from './event-payloads.js';
import type { EventRecord } from './persistence/event.entity.js';
import { EventRepository } from './persistence/event.repository.js';

/** Numbers and stores the events of a transaction, and hands them to the stream after the commit. */
@Injectable()
export class EventLog {
  constructor(
    private readonly events: EventRepository,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Call with the transaction's account lock held. */
  async append(tx: Tx, account: string, newEvents: readonly NewEvent[]): Promise<void> {
    const { accountId } = tx;
    if (newEvents.length === 0 || accountId === null) {
      return;
    }
    await tx.ready;
    const recordedAt = this.clock.now();
    const rows = newEvents.map((event): EventRecord => ({
      accountId,
      seq: tx.nextEventSeq(),
      type: event.type,
      symbol: event.symbol,
      recordedAt,
      data: JSON.stringify(event.data),
    }));
    this.events.append(tx, rows);
    tx.afterCommit(() => {
      this.bus.publish({ account, accountId, events: rows });
    });
  }
}
