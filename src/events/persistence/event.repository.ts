import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
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

  /** Latest event numbers, of all accounts or of those given. */
  async cursors(accountIds?: readonly number[]): Promise<AccountCursor[]> {
    if (accountIds?.length === 0) {
      return [];
    }
    const where =
      accountIds === undefined ? '' : `WHERE account_id IN (${accountIds.map(() => '?').join(', ')})`;
    const rows = await this.database.query<{ account_id: string; account: string; event_seq: string }>(
      `SELECT account_id, account, event_seq FROM accounts ${where} ORDER BY account`,
      accountIds,
    );
    return rows.map((row) => ({
      accountId: Number(row.account_id),
      account: row.account,
      seq: Number(row.event_seq),
    }));
  }
}
