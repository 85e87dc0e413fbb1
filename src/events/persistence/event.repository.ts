import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import type { SqlValue } from '../../database/dialect.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { EventRecord } from './event.entity.js';

const events = new Table(EventRecord);

/** An account and the number of its latest event. */
export interface AccountCursor {
  accountId: number;
  account: string;
  seq: number;
}

/** Part of an account's log: events after one number up to another, of these types and symbols. */
export interface EventRange {
  after: number;
  upTo: number;
  types?: readonly string[];
  symbols?: readonly string[];
  limit: number;
}

@Injectable()
export class EventRepository {
  constructor(private readonly database: Database) {}

  /** Writes with the commit; see `Tx.send`. */
  append(tx: Tx, rows: EventRecord[]): void {
    tx.send(events.insert(sessionOf(tx), rows));
  }

  /** Events after `since`, in order. */
  async findAfter(accountId: number, since: number, limit: number): Promise<EventRecord[]> {
    return events.select(this.database, 'WHERE account_id = ? AND seq > ? ORDER BY seq LIMIT ?', [
      accountId,
      since,
      limit,
    ]);
  }

  /** Events of a range, in order. */
  async findBetween(accountId: number, range: EventRange): Promise<EventRecord[]> {
    return new Filter(this.database, events)
      .equals('accountId', accountId)
      .raw('seq > ? AND seq <= ?', range.after, range.upTo)
      .in('type', range.types)
      .in('symbol', range.symbols)
      .firstBy('seq', range.limit);
  }

  /** Number of the first event that is kept. */
  async findOldestSeq(accountId: number): Promise<number | null> {
    const [row] = await this.database.query<{ oldest: string | bigint | null }>(
      'SELECT MIN(seq) AS oldest FROM events WHERE account_id = ?',
      [accountId],
    );
    const oldest = row?.oldest ?? null;
    return oldest === null ? null : Number(oldest);
  }

  async findCursor(slug: string): Promise<AccountCursor | null> {
    const [cursor] = await this.#cursorsWhere('WHERE account = ?', [slug]);
    return cursor ?? null;
  }

  /**
   * Deletes the events at the beginning of the log that were recorded before an instant, at most `limit` and none from
   * number `before` on. It stops at the first younger one, though an older one may follow it when a clock was set back:
   * the log has no holes. Returns how many.
   */
  async deleteFirst(
    tx: Tx,
    accountId: number,
    { recordedBefore, before, limit }: { recordedBefore: Instant; before: number; limit: number },
  ): Promise<number> {
    const session = sessionOf(tx);
    const first = '(SELECT seq, recorded_at FROM events WHERE account_id = ? ORDER BY seq LIMIT ?) AS first';
    const deleted = await session.query(
      `DELETE FROM events WHERE account_id = ? AND seq < ? AND seq < COALESCE(
         (SELECT MIN(seq) FROM ${first} WHERE recorded_at >= ?), (SELECT MAX(seq) + 1 FROM ${first})
       ) RETURNING seq`,
      [
        ...[accountId, before, accountId, limit],
        ...[events.value(session, 'recordedAt', recordedBefore), accountId, limit],
      ],
    );
    return deleted.length;
  }

  /** Latest event numbers, of all accounts or of those given. */
  async cursors(accountIds?: readonly number[]): Promise<AccountCursor[]> {
    if (accountIds?.length === 0) {
      return [];
    }
    const where =
      accountIds === undefined ? '' : `WHERE account_id IN (${accountIds.map(() => '?').join(', ')})`;
    return this.#cursorsWhere(where, accountIds);
  }

  async #cursorsWhere(where: string, values?: readonly SqlValue[]): Promise<AccountCursor[]> {
    const rows = await this.database.query<{ account_id: string; account: string; event_seq: string }>(
      `SELECT account_id, account, event_seq FROM accounts ${where} ORDER BY account`,
      values,
    );
    return rows.map((row) => ({
      accountId: Number(row.account_id),
      account: row.account,
      seq: Number(row.event_seq),
    }));
  }
}
