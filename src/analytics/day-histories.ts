import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { rangeOfDay, type TradingCalendar, tradingCalendar } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import type { Day } from '../common/day.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { append, byTradingDay, foldDay } from './domain/day-slices.js';
import { coverOfRange, type DayRange } from './domain/range-cover.js';
import { type Segment, sealDay, segmentOf } from './domain/segment.js';
import { SEGMENT_LAYOUT, segmentFromJson } from './domain/segment-json.js';
import type { Slice } from './domain/slices.js';
import { dueMarks, tradingDaysOfMarks } from './domain/stale-marks.js';
import type { RollupState } from './persistence/rollup-state.entity.js';
import { RollupStateRepository } from './persistence/rollup-state.repository.js';
import { DayRollupRepository } from './persistence/day-rollup.repository.js';
import { RollupFolder } from './rollup-folder.js';

/** What is known of the trades that ended on one trading day. */
export interface DayPart {
  day: Day;
  segment: Segment;
}

/** An account's trading days with a closed trade, in order. */
export interface DayHistory {
  account: AccountRef;
  calendar: TradingCalendar;
  days: readonly DayPart[];
}

interface Stored {
  generation: number;
  days: readonly DayPart[];
}

/** What an account's trading days look like once those that are still changing are folded from their trades. */
interface Freshness {
  generation: number;
  /** Days whose stored rollups are not to be used. */
  pending: readonly Day[];
}

/** About 3 KB each. */
const MAX_DAYS_KEPT = 30_000;

/**
 * The days of an account as its trades are now: stored segments for days that are settled, and segments folded on the
 * spot for the few whose trades changed since (today's above all). Stored segments are kept in memory until the account
 * is folded again, so that a chart over a million trades reads a few rows.
 */
@Injectable()
export class DayHistories {
  readonly #stored = new Map<number, Stored>();

  constructor(
    private readonly trades: ClosedTrades,
    private readonly folder: RollupFolder,
    private readonly states: RollupStateRepository,
    private readonly rollups: DayRollupRepository,
    private readonly clock: Clock,
  ) {}

  async of(account: AccountRef): Promise<DayHistory> {
    const calendar = tradingCalendar(account);
    const { generation, pending } = await this.#freshness(account, calendar);
    const [stored, live] = await Promise.all([
      this.#storedDays(account.accountId, generation),
      this.#liveDays(account.accountId, pending, calendar),
    ]);
    const isPending = new Set(pending);
    const days = [...stored.filter(({ day }) => !isPending.has(day)), ...live];
    return { account, calendar, days: live.length === 0 ? days : days.sort(byDay) };
  }

  /** The segments of a slice's values on each of the days from `first` to `last`; not kept in memory. */
  async slices(
    account: AccountRef,
    slice: Slice,
    { first, last }: DayRange,
  ): Promise<{ day: Day; value: string; segment: Segment }[]> {
    const calendar = tradingCalendar(account);
    const { pending } = await this.#freshness(account, calendar);
    const within = pending.filter((day) => day >= first && day <= last);
    const [rows, trades] = await Promise.all([
      this.rollups.findDays(account.accountId, slice, { first, last }),
      this.#tradesOf(account.accountId, within, calendar),
    ]);
    const stored = rows
      .filter(({ period }) => !within.includes(period))
      .map((row) => ({
        day: row.period,
        value: row.sliceValue,
        segment: segmentFromJson(row.segment),
      }));
    const live = [...trades].flatMap(([day, own]) =>
      [...(foldDay(own, [slice], calendar).get(slice) ?? [])].map(([value, segment]) => ({
        ...{ day, value, segment },
      })),
    );
    return [...stored, ...live].sort(byDay);
  }

  /** The segment of each value of a slice over the days from `first` to `last`. Values are in no order. */
  async sliceTotals(account: AccountRef, slice: Slice, range: DayRange): Promise<Map<string, Segment>> {
    const calendar = tradingCalendar(account);
    const { pending } = await this.#freshness(account, calendar);
    const within = pending.filter((day) => day >= range.first && day <= range.last);
    const [rows, trades] = await Promise.all([
      this.rollups.findCover(account.accountId, slice, coverOfRange(range, within)),
      this.#tradesOf(account.accountId, within, calendar),
    ]);
    const parts = rows
      .filter(({ period }) => !within.includes(period))
      .map(({ period, sliceValue, segment }) => ({ period, sliceValue, segment: segmentFromJson(segment) }));
    for (const [day, own] of trades) {
      for (const [sliceValue, segment] of foldDay(own, [slice], calendar).get(slice) ?? []) {
        parts.push({ period: day, sliceValue, segment });
      }
    }
    const totals = new Map<string, Segment>();
    // No period of a cover holds another, so the order of their names is the order of time.
    for (const { sliceValue, segment } of parts.sort((a, b) => (a.period < b.period ? -1 : 1))) {
      append(totals, sliceValue, segment);
    }
    return totals;
  }

  async #freshness(account: AccountRef, calendar: TradingCalendar): Promise<Freshness> {
    const { accountId } = account;
    let [state, marks] = await this.#read(accountId);
    const due = dueMarks(marks, calendar, this.clock.now());
    if (state === undefined || !isOf(state, account) || due.length > 0) {
      await this.folder.foldDue(accountId);
      [state, marks] = await this.#read(accountId);
    }
    return { generation: state?.generation ?? 0, pending: tradingDaysOfMarks(marks, calendar) };
  }

  /** The marks first: what a fold in between takes note of is then folded on the spot as well, which does no harm. */
  async #read(accountId: number): Promise<[RollupState | undefined, string[]]> {
    const marks = (await this.trades.staleDaysByAccount([accountId])).get(accountId) ?? [];
    const state = (await this.states.findByAccount([accountId])).get(accountId);
    return [state, marks];
  }

  async #storedDays(accountId: number, generation: number): Promise<readonly DayPart[]> {
    const known = this.#stored.get(accountId);
    if (known?.generation === generation) {
      return known.days;
    }
    const rows = await this.rollups.findDays(accountId, 'all');
    const days = rows.map(({ period, segment }) => ({ day: period, segment: segmentFromJson(segment) }));
    this.#keep(accountId, { generation, days });
    return days;
  }

  #keep(accountId: number, stored: Stored): void {
    this.#stored.delete(accountId);
    this.#stored.set(accountId, stored);
    let kept = [...this.#stored.values()].reduce((sum, { days }) => sum + days.length, 0);
    for (const [oldest, { days }] of this.#stored) {
      if (kept <= MAX_DAYS_KEPT) {
        return;
      }
      this.#stored.delete(oldest);
      kept -= days.length;
    }
  }

  async #liveDays(accountId: number, days: readonly Day[], calendar: TradingCalendar): Promise<DayPart[]> {
    const trades = await this.#tradesOf(accountId, days, calendar);
    return [...trades].map(([day, own]) => ({ day, segment: sealDay(segmentOf(own)) }));
  }

  async #tradesOf(accountId: number, days: readonly Day[], calendar: TradingCalendar) {
    const trades = await Promise.all(
      days.map((day) => this.trades.between(accountId, rangeOfDay(day, calendar))),
    );
    return byTradingDay(trades.flat().map(closedTradeOf), calendar);
  }
}

function isOf(state: RollupState, { timeZone, dayStart }: AccountRef): boolean {
  return state.timeZone === timeZone && state.dayStart === dayStart && state.layout === SEGMENT_LAYOUT;
}

function byDay(a: { day: Day }, b: { day: Day }): number {
  return a.day < b.day ? -1 : a.day > b.day ? 1 : 0;
}
