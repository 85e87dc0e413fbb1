import { Injectable } from '@nestjs/common';
import { rangeOfDays, tradingCalendar, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { addDays, monthOfDay } from '../common/day.js';
import type { Tx } from '../database/tx.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { byTradingDay, foldDay } from './domain/day-slices.js';
import { type Grain, periodOf } from './domain/periods.js';
import { SLICES } from './domain/slices.js';
import { tradingDaysOfMarks } from './domain/stale-marks.js';
import { RollupStateRepository } from './persistence/rollup-state.repository.js';
import type { Rollup } from './persistence/rollup.entity.js';
import { RollupRepository } from './persistence/rollup.repository.js';
import { RollupFolder } from './rollup-folder.js';
import { dayRows, mergedRows } from './rollup-rows.js';

/** A stored rollup that is not what its trades say. */
export interface Difference {
  period: string;
  slice: string;
  value: string;
  problem: 'missing' | 'superfluous' | 'different';
}

/** Recomputes an account's rollups from its trades and tells what differs. Days in progress are not stored, hence not compared. */
@Injectable()
export class RollupAuditor {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly folder: RollupFolder,
    private readonly trades: ClosedTrades,
    private readonly rollups: RollupRepository,
    private readonly states: RollupStateRepository,
  ) {}

  /** Month by month, each under the account's lock, so that trading goes on between them. */
  async verify(accountId: number, onMonth: (month: string) => void): Promise<Difference[]> {
    await this.folder.foldDue(accountId);
    const months = await this.#months(accountId);
    const differences: Difference[] = [];
    for (const month of months) {
      onMonth(month);
      differences.push(
        ...(await this.unitOfWork.run(accountId, (tx) => this.#verifyMonth(tx, accountId, month))),
      );
    }
    for (const year of new Set(months.map((month) => periodOf(month, 'year')))) {
      const place = { parts: 'month', into: 'year', name: year } as const;
      differences.push(
        ...(await this.unitOfWork.run(accountId, (tx) => this.#verifyParent(tx, accountId, place))),
      );
    }
    return differences;
  }

  /** The months with trades or with stored days. */
  async #months(accountId: number): Promise<string[]> {
    const [state, stored, span] = await Promise.all([
      this.states.findByAccount([accountId]),
      this.rollups.findStoredDays(accountId),
      this.trades.span(accountId),
    ]);
    const months = new Set(stored.map(monthOfDay));
    const own = state.get(accountId);
    if (span !== null && own !== undefined) {
      const calendar = tradingCalendar(own);
      const last = tradingDayOf(span.last, calendar);
      for (let day = tradingDayOf(span.first, calendar); day <= last; day = addDays(day, 1)) {
        months.add(monthOfDay(day));
      }
    }
    return [...months].sort();
  }

  async #verifyMonth(tx: Tx, accountId: number, month: string): Promise<Difference[]> {
    const state = await this.states.find(tx, accountId);
    if (state === null) {
      return [];
    }
    const calendar = tradingCalendar(state);
    const pending = new Set(tradingDaysOfMarks(await this.trades.staleDaysOf(tx, accountId), calendar));
    const range = rangeOfDays(`${month}-01`, lastDayOf(month), calendar);
    const trades = (await this.trades.between(accountId, range, tx)).map(closedTradeOf);
    const expected = [...byTradingDay(trades, calendar)].flatMap(([day, own]) =>
      dayRows(accountId, day, foldDay(own, SLICES, calendar)),
    );
    const stored = await this.rollups.findParts(tx, accountId, { grain: 'day', name: month });
    const settled = (rows: readonly Rollup[]): Rollup[] => rows.filter(({ period }) => !pending.has(period));
    const place = { parts: 'day', into: 'month', name: month } as const;
    return [
      ...differencesOf(settled(stored), settled(expected)),
      ...(await this.#verifyParent(tx, accountId, place)),
    ];
  }

  /** A month is the merge of its stored days, a year of its stored months. */
  async #verifyParent(tx: Tx, accountId: number, { parts, into, name }: Parent): Promise<Difference[]> {
    const expected = mergedRows(await this.rollups.findParts(tx, accountId, { grain: parts, name }), into);
    return differencesOf(await this.rollups.findParts(tx, accountId, { grain: into, name }), expected);
  }
}

interface Parent {
  parts: Grain;
  into: Grain;
  name: string;
}

function lastDayOf(month: string): string {
  const next = new Date(`${month}-01T00:00:00Z`);
  next.setUTCMonth(next.getUTCMonth() + 1);
  return addDays(next.toISOString().slice(0, 10), -1);
}

function differencesOf(stored: readonly Rollup[], expected: readonly Rollup[]): Difference[] {
  const contentOf = ({ net, resultR, segment }: Rollup): string => JSON.stringify([net, resultR, segment]);
  const nameOf = ({ period, slice, sliceValue }: Rollup): string =>
    JSON.stringify([period, slice, sliceValue]);
  const left = new Map(stored.map((row) => [nameOf(row), row]));
  const differences: Difference[] = [];
  const report = ({ period, slice, sliceValue }: Rollup, problem: Difference['problem']): void => {
    differences.push({ period, slice, value: sliceValue, problem });
  };
  for (const row of expected) {
    const found = left.get(nameOf(row));
    left.delete(nameOf(row));
    if (found === undefined) {
      report(row, 'missing');
    } else if (contentOf(found) !== contentOf(row)) {
      report(row, 'different');
    }
  }
  for (const row of left.values()) {
    report(row, 'superfluous');
  }
  return differences;
}
