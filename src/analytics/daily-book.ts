import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { BalanceHistory, type StatedBalance } from '../accounts/balance-history.js';
import { rangeOfDay, type TradingCalendar } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import type { Day } from '../common/day.js';
import type { Tx } from '../database/tx.js';
import type { ClosedTrade } from './domain/closed-trade.js';
import { dayFigures } from './domain/day-figures.js';
import { segmentOf } from './domain/segment.js';
import {
  DailyPerformanceRepository,
  type DailyPerformanceRow,
} from './persistence/daily-performance.repository.js';

/** A run of trading days of one account, and all trades that ended in it, by day. */
export interface DaysOfTrades {
  account: Pick<AccountRef, 'accountId' | 'currency'>;
  calendar: TradingCalendar;
  /** Both included. */
  first: Day;
  last: Day;
  trades: ReadonlyMap<Day, readonly ClosedTrade[]>;
}

/**
 * Keeps `daily_performance`: one row per account and trading day with a closed trade. A row is written when its day is
 * folded, that is again after every correction, and by the daily job; writing it twice changes nothing.
 */
@Injectable()
export class DailyBook {
  constructor(
    private readonly rows: DailyPerformanceRepository,
    private readonly balances: BalanceHistory,
    private readonly clock: Clock,
  ) {}

  /** Writes the days anew; a day that has no trade any more loses its row. */
  async write(tx: Tx, { account, calendar, first, last, trades }: DaysOfTrades): Promise<void> {
    const days = [...trades];
    const ends = await this.balances.endsOf(
      account.accountId,
      days.map(([day]) => rangeOfDay(day, calendar)),
      tx,
    );
    const now = this.clock.now();
    const rows = days.map(([day, own], index) => rowOf({ account, day, own, end: ends[index] ?? null, now }));
    await this.rows.replace(tx, { accountId: account.accountId, first, last }, rows);
  }

  /** Forgets an account's rows, for a calendar in which its days are others. */
  async clear(tx: Tx, accountId: number): Promise<void> {
    await this.rows.clear(tx, accountId);
  }
}

interface RowParts {
  account: DaysOfTrades['account'];
  day: Day;
  own: readonly ClosedTrade[];
  end: StatedBalance | null;
  now: string;
}

function rowOf({ account, day, own, end, now }: RowParts): DailyPerformanceRow {
  const {
    needsRateTrades: _waiting,
    profitFactorInfinite: _infinite,
    ...figures
  } = dayFigures(segmentOf(own));
  return {
    ...figures,
    accountId: account.accountId,
    date: day,
    currency: account.currency,
    symbols: [...new Set(own.map(({ symbol }) => symbol))].sort(),
    endBalance: end?.balance ?? null,
    endEquity: end?.equity ?? null,
    createdAt: now,
    updatedAt: now,
  };
}
