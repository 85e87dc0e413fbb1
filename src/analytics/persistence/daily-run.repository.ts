import { Injectable } from '@nestjs/common';
import type { Day } from '../../common/day.js';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { DailyRun } from './daily-run.entity.js';

const runs = new Table(DailyRun);

@Injectable()
export class DailyRunRepository {
  constructor(private readonly database: Database) {}

  async lastDays(): Promise<Map<number, Day>> {
    const rows = await runs.select(this.database, '');
    return new Map(rows.map(({ accountId, lastDay }) => [accountId, lastDay]));
  }

  /** Inserts or replaces the account's row. */
  async save(tx: Tx, run: DailyRun): Promise<void> {
    await runs.insertReturning(
      sessionOf(tx),
      [run],
      'ON CONFLICT (account_id) DO UPDATE SET last_day = EXCLUDED.last_day, finished_at = EXCLUDED.finished_at',
    );
  }
}
