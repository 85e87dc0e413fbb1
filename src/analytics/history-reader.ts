import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { rangeOfDay, type TradingCalendar, tradingCalendar } from '../accounts/domain/trading-calendar.js';
import type { Day } from '../common/day.js';
import { Clock } from '../common/clock.js';
import { groupBy } from '../common/group.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { append, foldDay } from './domain/day-slices.js';
import type { DayTotal } from './domain/day-totals.js';
import { coverWithout } from './domain/periods.js';
import type { Segment } from './domain/segment.js';
import { SEGMENT_LAYOUT, segmentFromJson } from './domain/segment-json.js';
import { dueMarks, tradingDaysOfMarks } from './domain/stale-marks.js';
import type { RollupState } from './persistence/rollup-state.entity.js';
import { RollupStateRepository } from './persistence/rollup-state.repository.js';
import { RollupRepository, type SliceQuestion } from './persistence/rollup.repository.js';
import { RollupFolder } from './rollup-folder.js';

/** All trades of one account in a slice. */
export interface AccountHistory {
  account: AccountRef;
  calendar: TradingCalendar;
  /** By value of the slice. */
  segments: Map<string, Segment>;
  /** The days of the slice's one value, oldest first; empty unless they were asked for. */
  days: DayTotal[];
}

export interface HistoryQuestion extends SliceQuestion {
  /** Also the days; for a single value only. */
  withDays?: boolean;
}

/** What an account's rollups are at one moment. */
interface Standing {
  account: AccountRef;
  state: RollupState;
  marks: readonly Day[];
}

/** Reads that a moved state may spoil before the last one is taken as it is. */
const MAX_ATTEMPTS = 3;
const MAX_SERIES = 500;

interface Series {
  generation: number;
  days: DayTotal[];
}

/**
 * All-time statistics from the rollups: whole years, the months of the year in progress, its days, and for the days whose
 * trades changed since they were folded, the trades themselves.
 */
@Injectable()
export class HistoryReader {
  /** Stored days by account, slice and value: they change with the generation only. */
  readonly #series = new Map<string, Series>();

  constructor(
    private readonly rollups: RollupRepository,
    private readonly states: RollupStateRepository,
    private readonly trades: ClosedTrades,
    private readonly folder: RollupFolder,
    private readonly clock: Clock,
  ) {}

  /**
   * The marks and the generation are looked at again afterwards: when a day was marked or folded meanwhile, the parts may
   * come from before and after it, and everything is read again.
   */
  async read(accounts: readonly AccountRef[], question: HistoryQuestion): Promise<AccountHistory[]> {
    for (let attempt = 1; ; attempt += 1) {
      const standings = await this.#standings(accounts);
      const histories = await this.#compose(standings, question);
      if (attempt === MAX_ATTEMPTS || isSame(standings, await this.#look(accounts))) {
        return histories;
      }
    }
  }

  /** Folds what is due first. */
  async #standings(accounts: readonly AccountRef[]): Promise<Standing[]> {
    const standings = await this.#look(accounts);
    const behind = accounts.filter((account, index) => this.#isBehind(account, standings[index]));
    if (behind.length === 0) {
      return standings.filter((standing) => standing !== null);
    }
    for (const { accountId } of behind) {
      await this.folder.foldDue(accountId);
    }
    return (await this.#look(accounts)).filter((standing) => standing !== null);
  }

  #isBehind({ timeZone, dayStart }: AccountRef, standing: Standing | null | undefined): boolean {
    if (!standing) {
      return true;
    }
    const { state, marks } = standing;
    const isCurrent =
      state.timeZone === timeZone && state.dayStart === dayStart && state.layout === SEGMENT_LAYOUT;
    return !isCurrent || dueMarks(marks, tradingCalendar(state), this.clock.now()).length > 0;
  }

  async #look(accounts: readonly AccountRef[]): Promise<(Standing | null)[]> {
    const ids = accounts.map(({ accountId }) => accountId);
    const [states, marks] = await Promise.all([
      this.states.findByAccount(ids),
      this.trades.staleDaysByAccount(ids),
    ]);
    return accounts.map((account) => {
      const state = states.get(account.accountId);
      return state === undefined ? null : { account, state, marks: marks.get(account.accountId) ?? [] };
    });
  }

  async #compose(standings: readonly Standing[], question: HistoryQuestion): Promise<AccountHistory[]> {
    const pending = standings.map(({ state, marks }) => tradingDaysOfMarks(marks, tradingCalendar(state)));
    const covers = standings.map(({ account }, index) => ({
      accountId: account.accountId,
      cover: coverWithout(pending[index] ?? []),
    }));
    const stored = groupBy(await this.rollups.findCover(covers, question), ({ accountId }) => accountId);
    const series = question.withDays === true ? await this.#seriesOf(standings, question) : null;
    return Promise.all(
      standings.map(async (standing, index) => {
        const { account, state } = standing;
        const calendar = tradingCalendar(state);
        const fresh = await this.#foldPending(standing, { days: pending[index] ?? [], question });
        const parts = [
          ...(stored.get(account.accountId) ?? []).map((row) => ({
            period: row.period,
            value: row.sliceValue,
            segment: segmentFromJson(row.segment),
          })),
          ...fresh,
        ].sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : 0));
        const segments = new Map<string, Segment>();
        parts.forEach(({ value, segment }) => {
          append(segments, value, segment);
        });
        const known = series?.[index]?.filter(({ day }) => pending[index]?.includes(day) !== true) ?? [];
        const days = series === null ? [] : [...known, ...fresh.map(dayTotalOf)].sort(byDay);
        return { account, calendar, segments, days };
      }),
    );
  }

  /** The days whose trades changed, folded afresh. */
  async #foldPending({ account, state }: Standing, { days, question }: PendingDays): Promise<FreshDay[]> {
    const calendar = tradingCalendar(state);
    const fresh: FreshDay[] = [];
    for (const day of days) {
      const rows = await this.trades.between(account.accountId, rangeOfDay(day, calendar));
      const folded = foldDay(rows.map(closedTradeOf), [question.slice], calendar).get(question.slice);
      for (const [value, segment] of folded ?? []) {
        if (question.value === undefined || question.value === value) {
          fresh.push({ period: day, value, segment });
        }
      }
    }
    return fresh;
  }

  async #seriesOf(standings: readonly Standing[], question: HistoryQuestion): Promise<DayTotal[][]> {
    const nameOf = ({ account }: Standing): string =>
      `${account.accountId} ${question.slice} ${question.value ?? ''}`;
    const isKnown = (standing: Standing): boolean =>
      this.#series.get(nameOf(standing))?.generation === standing.state.generation;
    const missing = standings.filter((standing) => !isKnown(standing));
    const ids = missing.map(({ account }) => account.accountId);
    const found = groupBy(await this.rollups.findDays(ids, question), ({ accountId }) => accountId);
    if (this.#series.size + missing.length > MAX_SERIES) {
      this.#series.clear();
    }
    const series = new Map(this.#series);
    for (const standing of missing) {
      const days = found.get(standing.account.accountId) ?? [];
      series.set(nameOf(standing), { generation: standing.state.generation, days });
      this.#series.set(nameOf(standing), { generation: standing.state.generation, days });
    }
    return standings.map((standing) => series.get(nameOf(standing))?.days ?? []);
  }
}

interface FreshDay {
  period: Day;
  value: string;
  segment: Segment;
}

interface PendingDays {
  days: readonly Day[];
  question: HistoryQuestion;
}

function dayTotalOf({ period, segment }: FreshDay): DayTotal {
  return { day: period, net: segment.money.total, r: segment.r.count === 0 ? null : segment.r.total };
}

function byDay(a: DayTotal, b: DayTotal): number {
  return a.day < b.day ? -1 : 1;
}

function isSame(before: readonly Standing[], after: readonly (Standing | null)[]): boolean {
  return before.every(({ state, marks }, index) => {
    const now = after[index];
    return now?.state.generation === state.generation && now.marks.join() === marks.join();
  });
}
