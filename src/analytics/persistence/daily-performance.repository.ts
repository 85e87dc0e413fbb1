import { Injectable } from '@nestjs/common';
import type { Day } from '../../common/day.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { DailyPerformance } from './daily-performance.entity.js';

const days = new Table(DailyPerformance);

/** A day's row without its surrogate key, which the database gives. */
export type DailyPerformanceRow = Omit<DailyPerformance, 'dailyPerformanceId'>;

/** Which days; the range is half-open. Null means every account. */
export interface DayFilter {
  accountIds: readonly number[] | null;
  from?: Day;
  to?: Day;
}

/** Columns that a second fold of the same day writes again: all but its identity and birth. */
const REWRITTEN = [
  ...['currency', 'total_trades', 'winning_trades', 'losing_trades', 'breakeven_trades', 'gross_profit'],
  ...['gross_loss', 'net_profit', 'fees_paid', 'win_rate', 'profit_factor', 'average_win', 'average_loss'],
  ...['largest_win', 'largest_loss', 'max_consecutive_wins', 'max_consecutive_losses'],
  ...[
    'average_duration_seconds',
    'symbols',
    'pnl_r',
    'is_red_day',
    'end_balance',
    'end_equity',
    'updated_at',
  ],
];
const UPSERT = `ON CONFLICT (account_id, date) DO UPDATE SET ${REWRITTEN.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}`;

@Injectable()
export class DailyPerformanceRepository {
  constructor(private readonly database: Database) {}

  /** Puts `rows` in the place of what is stored from day `first` to `last`, both included. */
  async replace(
    tx: Tx,
    place: { accountId: number; first: Day; last: Day },
    rows: readonly DailyPerformanceRow[],
  ): Promise<void> {
    const kept = rows.map(({ date }) => date);
    const except = kept.length === 0 ? '' : `AND date NOT IN (${kept.map(() => '?').join(', ')})`;
    await sessionOf(tx).query(
      `DELETE FROM daily_performance WHERE account_id = ? AND date BETWEEN ? AND ? ${except}`,
      [place.accountId, place.first, place.last, ...kept],
    );
    await days.insertGenerated(sessionOf(tx), rows as DailyPerformance[], {
      key: 'dailyPerformanceId',
      conflict: UPSERT,
    });
  }

  async clear(tx: Tx, accountId: number): Promise<void> {
    await sessionOf(tx).query('DELETE FROM daily_performance WHERE account_id = ?', [accountId]);
  }

  /** The whole list in pages, newest first; see `Filter.pages`. */
  streamPages<Property extends keyof DailyPerformance>(
    { accountIds, from, to }: DayFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<DailyPerformance, Property>[], void> {
    return new Filter(this.database, days)
      .in('accountId', accountIds)
      .from('date', from)
      .before('date', to)
      .pages({ sort: 'date', key: 'dailyPerformanceId' }, properties);
  }

  /** In order of day. */
  findBetween(accountId: number, { first, last }: { first: Day; last: Day }): Promise<DailyPerformance[]> {
    return days.select(this.database, 'WHERE account_id = ? AND date BETWEEN ? AND ? ORDER BY date', [
      ...[accountId, first, last],
    ]);
  }
}
