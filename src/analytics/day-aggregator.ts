import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { rangeOfDays, tradingCalendar, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day } from '../common/day.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { DailyBook } from './daily-book.js';
import { byTradingDay } from './domain/day-slices.js';

/** Days per transaction: it holds the account's lock meanwhile. */
const DAYS_PER_RUN = 7;
/** After so many days or trades a call ends and says where to go on. */
const MAX_DAYS = 366;
const MAX_TRADES = 50_000;

export interface Aggregated {
  /** First and last day that were looked at; null when the range holds no day that is over. */
  first: Day | null;
  last: Day | null;
  /** Days that got a row. */
  days: number;
  trades: number;
  /** Where the next call goes on; null when the range is done. */
  nextFrom: Day | null;
}

/** Writes `daily_performance` for days that are over, from their trades. May be repeated at will. */
@Injectable()
export class DayAggregator {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trades: ClosedTrades,
    private readonly book: DailyBook,
    private readonly clock: Clock,
  ) {}

  /** The last trading day of an account that is over. */
  lastDay(account: AccountRef): Day {
    return addDays(tradingDayOf(this.clock.now(), tradingCalendar(account)), -1);
  }

  /** The trading day of the account's first exit; null when it has none. */
  async firstDay(account: AccountRef): Promise<Day | null> {
    const span = await this.trades.span(account.accountId);
    return span === null ? null : tradingDayOf(span.first, tradingCalendar(account));
  }

  /** From day `first` to `last`, both included; days that are not over yet are left for later. */
  async aggregate(account: AccountRef, { first, last }: { first: Day; last: Day }): Promise<Aggregated> {
    const end = [last, this.lastDay(account)].sort()[0] ?? last;
    const limit = [addDays(first, MAX_DAYS - 1), end].sort()[0] ?? end;
    let [next, days, trades] = [first, 0, 0];
    while (next <= limit && trades < MAX_TRADES) {
      const until = [addDays(next, DAYS_PER_RUN - 1), limit].sort()[0] ?? limit;
      const run = await this.#aggregateRun(account, next, until);
      days += run.days;
      trades += run.trades;
      next = addDays(until, 1);
    }
    return {
      ...(next === first ? { first: null, last: null } : { first, last: addDays(next, -1) }),
      ...{ days, trades },
      nextFrom: next <= end ? next : null,
    };
  }

  #aggregateRun(account: AccountRef, first: Day, last: Day): Promise<{ days: number; trades: number }> {
    const calendar = tradingCalendar(account);
    return this.unitOfWork.run(account.accountId, async (tx) => {
      const rows = await this.trades.between(account.accountId, rangeOfDays(first, last, calendar), tx);
      const trades = byTradingDay(rows.map(closedTradeOf), calendar);
      await this.book.write(tx, { account, calendar, first, last, trades });
      return { days: trades.size, trades: rows.length };
    });
  }
}
