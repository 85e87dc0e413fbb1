import { Injectable } from '@nestjs/common';
import { type AccountRef } from '../accounts/account-directory.js';
import { AccountScope } from '../accounts/account-scope.js';
import { BalanceHistory } from '../accounts/balance-history.js';
import { rangeOfDay, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day, monthOfDay, weekOfDay } from '../common/day.js';
import { NotFoundError } from '../common/errors.js';
import type { Caller } from '../http/scopes.js';
import { DEFAULT_PAGE } from '../http/page-query.dto.js';
import { DayHistories, type DayHistory, type DayPart } from './day-histories.js';
import { dayFigures } from './domain/day-figures.js';
import { calendarOf } from './performance-calendar.js';
import { cursorOfDay, dayOfCursor, within } from './day-range.js';
import { periodsOf } from './performance-periods.js';
import { summaryOf } from './performance-summary.js';
import type {
  CalendarQueryDto,
  CalendarView,
  DailyPageView,
  DailyQueryDto,
  DailyView,
  PerformanceQueryDto,
  PeriodListView,
  SummaryView,
} from './performance.dto.js';

/** How an account did by trading day, week and month: always what its trades say now. */
@Injectable()
export class PerformanceService {
  constructor(
    private readonly scope: AccountScope,
    private readonly histories: DayHistories,
    private readonly balances: BalanceHistory,
    private readonly clock: Clock,
  ) {}

  /** Days with a closed trade, newest first. */
  async daily(query: DailyQueryDto, caller: Caller): Promise<DailyPageView> {
    const history = await this.#history(query, caller);
    const before = query.cursor === undefined ? undefined : dayOfCursor(query.cursor);
    const limit = query.limit ?? DEFAULT_PAGE;
    const days = within(history.days, query)
      .filter(({ day }) => before === undefined || day < before)
      .reverse();
    const page = days.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await this.#views(history, page),
      nextCursor: days.length > limit && last !== undefined ? cursorOfDay(last.day) : null,
    };
  }

  /** Throws `day_not_found` for a day without a closed trade. */
  async day(date: Day, account: string, caller: Caller): Promise<DailyView> {
    const history = await this.#history({ account }, caller);
    const days = history.days.filter(({ day }) => day === date);
    const [view] = await this.#views(history, days);
    if (view === undefined) {
      throw new NotFoundError('day_not_found', `Account "${account}" closed no trade on ${date}`);
    }
    return view;
  }

  async summary(query: PerformanceQueryDto, caller: Caller): Promise<SummaryView> {
    const history = await this.#history(query, caller);
    const { account, currency } = history.account;
    return { account, currency, ...summaryOf(within(history.days, query)) };
  }

  /** Trading weeks, newest first. */
  weekly(query: PerformanceQueryDto, caller: Caller): Promise<PeriodListView> {
    return this.#periods(query, caller, weekOfDay);
  }

  /** Months, newest first. */
  monthly(query: PerformanceQueryDto, caller: Caller): Promise<PeriodListView> {
    return this.#periods(query, caller, monthOfDay);
  }

  async calendar(query: CalendarQueryDto, caller: Caller): Promise<CalendarView> {
    const history = await this.#history(query, caller);
    const month = query.month ?? monthOfDay(tradingDayOf(this.clock.now(), history.calendar));
    const { account, currency } = history.account;
    return { account, currency, ...calendarOf(month, history.days) };
  }

  async #periods(
    query: PerformanceQueryDto,
    caller: Caller,
    periodOf: (day: Day) => string,
  ): Promise<PeriodListView> {
    const history = await this.#history(query, caller);
    const days = within(history.days, query);
    const { account, currency } = history.account;
    return { account, currency, items: periodsOf(days, periodOf, history.calendar) };
  }

  async #history(query: { account: string }, caller: Caller): Promise<DayHistory> {
    return this.histories.of(await this.scope.readable(query.account, caller));
  }

  async #views(history: DayHistory, days: readonly DayPart[]): Promise<DailyView[]> {
    const { account, calendar } = history;
    const ranges = days.map(({ day }) => rangeOfDay(day, calendar));
    const [ends, symbols] = await Promise.all([
      this.balances.endsOf(account.accountId, ranges),
      this.#symbols(account, days),
    ]);
    const today = tradingDayOf(this.clock.now(), calendar);
    return days.map(({ day, segment }, index) => ({
      account: account.account,
      currency: account.currency,
      date: day,
      startsAt: rangeOfDay(day, calendar).from,
      endsAt: rangeOfDay(addDays(day, 1), calendar).from,
      isOpen: day >= today,
      ...dayFigures(segment),
      symbols: symbols.get(day) ?? [],
      endBalance: ends[index]?.balance ?? null,
      endEquity: ends[index]?.equity ?? null,
    }));
  }

  /** What was traded on each of the days, which are newest first. */
  async #symbols(account: AccountRef, days: readonly DayPart[]): Promise<Map<Day, string[]>> {
    const [first, last] = [days.at(-1)?.day, days[0]?.day];
    const symbols = new Map<Day, string[]>();
    if (first !== undefined && last !== undefined) {
      for (const { day, value } of await this.histories.slices(account, 'symbol', { first, last })) {
        symbols.set(day, [...(symbols.get(day) ?? []), value].sort());
      }
    }
    return symbols;
  }
}
