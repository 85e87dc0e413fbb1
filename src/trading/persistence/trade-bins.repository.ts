import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Table } from '../../database/table.js';
import { Trade } from './trade.entity.js';

const trades = new Table(Trade);

/** Which closed trades to count, and by which of their results. */
export interface BinQuestion {
  accountId: number;
  from: Instant;
  /** Excluded. */
  to: Instant;
  by: 'plAmountNet' | 'resultR';
  /** Rising. */
  edges: readonly number[];
}

/** Counts in SQL: a distribution is one scan, and a million rows need not travel for it. */
@Injectable()
export class TradeBinsRepository {
  constructor(private readonly database: Database) {}

  /** How many trades lie below the first edge, from each edge to the next, and from the last edge on. */
  async count({ accountId, from, to, by, edges }: BinQuestion): Promise<number[]> {
    const session = this.database;
    const column = trades.column(by);
    const cases = edges.map((_, bin) => `WHEN ${column} < ? THEN ${bin}`).join(' ');
    const limits = edges.map((edge) => trades.value(session, by, by === 'resultR' ? edge : edge.toFixed(8)));
    const rows = await session.query<{ bin: string | bigint; trades: string | bigint }>(
      `SELECT bin, COUNT(*) AS trades FROM (
         SELECT CASE ${cases} ELSE ${edges.length} END AS bin FROM trades
         WHERE account_id = ? AND status = 'CLOSED' AND exit_time >= ? AND exit_time < ?
           AND needs_rate = ? AND ${column} IS NOT NULL) AS binned GROUP BY bin`,
      [
        ...limits,
        accountId,
        trades.value(session, 'exitTime', from),
        trades.value(session, 'exitTime', to),
        trades.value(session, 'needsRate', false),
      ],
    );
    const counts = new Array<number>(edges.length + 1).fill(0);
    for (const row of rows) {
      counts[Number(row.bin)] = Number(row.trades);
    }
    return counts;
  }
}
