import { Injectable } from '@nestjs/common';
import { AccountDirectory } from '../accounts/account-directory.js';
import { rangeOfDays, type TradingCalendar, tradingCalendar } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day } from '../common/day.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { DailyBook } from './daily-book.js';
import { byTradingDay, foldDay } from './domain/day-slices.js';
import { type Grain, periodOf } from './domain/periods.js';
import { SEGMENT_LAYOUT } from './domain/segment-json.js';
import { SLICES } from './domain/slices.js';
import { dueMarks, tradingDaysOfMarks } from './domain/stale-marks.js';
import type { RollupState } from './persistence/rollup-state.entity.js';
import { RollupStateRepository } from './persistence/rollup-state.repository.js';
import type { Rollup } from './persistence/rollup.entity.js';
import { RollupRepository } from './persistence/rollup.repository.js';
import { dayRows, mergedRows } from './rollup-rows.js';

/** Trades that one transaction folds, about: it holds the account's lock meanwhile. */
const TRADES_PER_RUN = 5000;
const MAX_MARKS_PER_RUN = 31;

export interface FoldProgress {
  /** UTC days folded by this run, and how many are left. */
  folded: number;
  left: number;
  trades: number;
}

/**
 * Folds the days whose trades changed into rollups, under the account's lock, so that no trade can change meanwhile and no
 * mark get lost. Only days that are over are stored; the day in progress is folded by each reader (DESIGN §7).
 */
@Injectable()
export class RollupFolder {
  readonly #running = new Map<number, Promise<void>>();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly accounts: AccountDirectory,
    private readonly trades: ClosedTrades,
    private readonly rollups: RollupRepository,
    private readonly states: RollupStateRepository,
    private readonly book: DailyBook,
    private readonly clock: Clock,
  ) {}

  /** Folds all that is due for an account. Readers that wait for the same account wait for one run. */
  foldDue(accountId: number): Promise<void> {
    const running = this.#running.get(accountId);
    if (running !== undefined) {
      return running;
    }
    const run = this.foldWithProgress(accountId, () => undefined).finally(() => {
      this.#running.delete(accountId);
    });
    this.#running.set(accountId, run);
    return run;
  }

  /** In several transactions, so that trading goes on between them. */
  async foldWithProgress(accountId: number, onProgress: (progress: FoldProgress) => void): Promise<void> {
    let marks = 4;
    for (;;) {
      const progress = await this.unitOfWork.run(accountId, (tx) => this.#foldSome(tx, accountId, marks));
      onProgress(progress);
      if (progress.left === 0) {
        return;
      }
      const perMark = progress.trades / Math.max(1, progress.folded);
      marks = Math.min(MAX_MARKS_PER_RUN, Math.max(1, Math.floor(TRADES_PER_RUN / Math.max(1, perMark))));
    }
  }

  /** Forgets everything that is stored for an account: the next fold starts from its trades. */
  async forget(accountId: number): Promise<void> {
    await this.unitOfWork.run(accountId, async (tx) => {
      const state = await this.states.find(tx, accountId);
      await this.#startOver(tx, accountId, state?.generation ?? 0);
    });
  }

  async #foldSome(tx: Tx, accountId: number, limit: number): Promise<FoldProgress> {
    const state = await this.#currentState(tx, accountId);
    const calendar = tradingCalendar(state);
    const due = dueMarks(await this.trades.staleDaysOf(tx, accountId), calendar, this.clock.now());
    const marks = due.slice(0, limit);
    if (marks.length === 0) {
      return { folded: 0, left: 0, trades: 0 };
    }
    const days = tradingDaysOfMarks(marks, calendar);
    const trades = await this.#foldDays(tx, accountId, { days, calendar });
    await this.#foldParents(tx, accountId, { days, parts: 'day', into: 'month' });
    await this.#foldParents(tx, accountId, { days, parts: 'month', into: 'year' });
    await this.trades.settle(tx, accountId, marks);
    await this.#saveState(tx, { ...state, generation: state.generation + 1 });
    return { folded: marks.length, left: due.length - marks.length, trades };
  }

  /** The state as it must be: with another calendar or layout nothing that is stored is of use. */
  async #currentState(tx: Tx, accountId: number): Promise<RollupState> {
    const state = await this.states.find(tx, accountId);
    const { timeZone, dayStart } = await this.accounts.getLocked(tx, accountId);
    const isCurrent =
      state?.timeZone === timeZone && state.dayStart === dayStart && state.layout === SEGMENT_LAYOUT;
    return isCurrent ? state : this.#startOver(tx, accountId, state?.generation ?? 0);
  }

  async #startOver(tx: Tx, accountId: number, generation: number): Promise<RollupState> {
    const { timeZone, dayStart } = await this.accounts.getLocked(tx, accountId);
    await this.rollups.clear(tx, accountId);
    await this.book.clear(tx, accountId);
    await this.trades.markAllStale(tx, accountId);
    return this.#saveState(tx, {
      ...{ accountId, timeZone, dayStart, layout: SEGMENT_LAYOUT, generation: generation + 1 },
      updatedAt: '',
    });
  }

  async #saveState(tx: Tx, state: RollupState): Promise<RollupState> {
    const saved = { ...state, updatedAt: this.clock.now() };
    await this.states.save(tx, saved);
    return saved;
  }

  async #foldDays(tx: Tx, accountId: number, { days, calendar }: DaysToFold): Promise<number> {
    const rows: Rollup[] = [];
    const account = await this.accounts.getLocked(tx, accountId);
    let count = 0;
    for (const [first, last] of runsOf(days)) {
      const range = rangeOfDays(first, last, calendar);
      const trades = (await this.trades.between(accountId, range, tx)).map(closedTradeOf);
      count += trades.length;
      const byDay = byTradingDay(trades, calendar);
      await this.book.write(tx, { account, calendar, first, last, trades: byDay });
      for (const [day, own] of byDay) {
        rows.push(...dayRows(accountId, day, foldDay(own, SLICES, calendar)));
      }
    }
    await this.rollups.replace(tx, { accountId, grain: 'day', periods: days }, rows);
    return count;
  }

  async #foldParents(tx: Tx, accountId: number, { days, parts, into }: Parents): Promise<void> {
    const periods = [...new Set(days.map((day) => periodOf(day, into)))];
    const rows: Rollup[] = [];
    for (const name of periods) {
      rows.push(...mergedRows(await this.rollups.findParts(tx, accountId, { grain: parts, name }), into));
    }
    await this.rollups.replace(tx, { accountId, grain: into, periods }, rows);
  }
}

interface DaysToFold {
  days: readonly Day[];
  calendar: TradingCalendar;
}

interface Parents {
  days: readonly Day[];
  parts: Grain;
  into: Grain;
}

/** Days in order as runs of consecutive ones, first and last of each. */
function runsOf(days: readonly Day[]): [first: Day, last: Day][] {
  const runs: [Day, Day][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && addDays(run[1], 1) === day) {
      run[1] = day;
    } else {
      runs.push([day, day]);
    }
  }
  return runs;
}
