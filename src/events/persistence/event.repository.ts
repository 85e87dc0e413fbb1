import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { EventRecord } from './event.entity.js';

const events = new Table(EventRecord);

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
}
