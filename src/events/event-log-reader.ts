import { Injectable } from '@nestjs/common';
import { type AccountCursor, EventRepository } from './persistence/event.repository.js';
import { eventMessage } from './stream/wire.js';

/** A logged event as other features see it; `message` is the JSON that every transport carries. */
export interface StoredEvent {
  seq: number;
  type: string;
  symbol: string | null;
  message: string;
}

/** Reads the log for features that deliver it by other ways than the stream. */
@Injectable()
export class EventLogReader {
  constructor(private readonly events: EventRepository) {}

  /** Where accounts stand: of all of them, or of those given. */
  cursors(accountIds?: readonly number[]): Promise<AccountCursor[]> {
    return this.events.cursors(accountIds);
  }

  /** Events after `since` that the log still has, in order. The first one may be later than `since` + 1. */
  async findAfter(
    { accountId, account }: Pick<AccountCursor, 'accountId' | 'account'>,
    since: number,
    limit: number,
  ): Promise<StoredEvent[]> {
    const rows = await this.events.findAfter(accountId, since, limit);
    return rows.map((row) => ({
      seq: row.seq,
      type: row.type,
      symbol: row.symbol,
      message: eventMessage(row, account),
    }));
  }
}
