import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { rangeOfDay, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { moneyToUnits } from '../common/decimal.js';
import { groupBy } from '../common/group.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import { byExit, type ClosedTrade } from './domain/closed-trade.js';
import { emptySegment } from './domain/segment.js';
import { combineAccounts, type Summary } from './domain/summary.js';
import { type AccountHistory, HistoryReader } from './history-reader.js';
import { SelectedTrades } from './selected-trades.js';
import { SummaryBuilder } from './summary-builder.js';
import { isAllTime, type TradeSelection } from './trade-selection.js';

/** Summaries of a selection: of all its accounts together, and per currency when there are several. */
export interface SelectionSummaries {
  source: 'rollups' | 'trades';
  whole: Summary;
  byCurrency: Map<string, Summary>;
}

/** Results of up to so many trades are read for an interval beside the rollups; beyond, the sums tell it well. */
const MAX_READ_RESULTS = 500;

@Injectable()
export class Summaries {
  constructor(
    private readonly histories: HistoryReader,
    private readonly selected: SelectedTrades,
    private readonly trades: ClosedTrades,
  ) {}

  /** From the rollups where they hold the answer, else from the trades. */
  of(selection: TradeSelection): Promise<SelectionSummaries> {
    return isAllTime(selection) ? this.fromRollups(selection) : this.fromTrades(selection);
  }

  async fromRollups(selection: TradeSelection): Promise<SelectionSummaries> {
    const { slice, value } = selection.filters[0] ?? { slice: 'all' as const, value: '' };
    const histories = await this.histories.read(selection.accounts, { slice, value, withDays: true });
    const byCurrency = groupBy(histories, ({ account }) => account.currency);
    const isFiltered = selection.filters.length > 0;
    const whole = summaryOf(histories, isFiltered);
    const parts = [...byCurrency].map(
      ([currency, own]) =>
        [currency, own.length === histories.length ? whole : summaryOf(own, isFiltered)] as const,
    );
    return {
      source: 'rollups',
      whole: { ...whole, results: await this.#resultsOf(selection, whole) },
      byCurrency: new Map(parts),
    };
  }

  async fromTrades(selection: TradeSelection): Promise<SelectionSummaries> {
    const currencies = new Map(selection.accounts.map(({ accountId, currency }) => [accountId, currency]));
    const whole = new SummaryBuilder();
    const builders = new Map([...currencies.values()].map((currency) => [currency, new SummaryBuilder()]));
    const isSplit = builders.size > 1;
    let first: ClosedTrade | null = null;
    for await (const page of this.selected.read(selection)) {
      for (const item of page) {
        first ??= item.trade;
        whole.add(item);
        if (isSplit) {
          builders.get(currencies.get(item.trade.accountId) ?? '')?.add(item);
        }
      }
    }
    const equity = await this.#equityBefore(selection, first);
    const parts = [...builders].map(([currency, builder]) => {
      const summary = isSplit ? builder : whole;
      return [currency, summary.build(equity.get(currency) ?? null)] as const;
    });
    const [only] = equity.values();
    return {
      source: 'trades',
      whole: whole.build(isSplit ? null : (only ?? null)),
      byCurrency: new Map(parts),
    };
  }

  /** Every trade's R, where there are few of them. */
  async #resultsOf(selection: TradeSelection, { segment }: Summary): Promise<readonly number[] | null> {
    if (segment.sums.rTrades > MAX_READ_RESULTS) {
      return null;
    }
    const results: number[] = [];
    for await (const page of this.selected.read(selection)) {
      results.push(...page.flatMap(({ trade }) => (trade.winLoss === null ? [] : (trade.resultR ?? []))));
    }
    return results;
  }

  /**
   * Starting balance and everything earned before the first selected trade, by currency. A selection by slice has no equity
   * of its own.
   */
  async #equityBefore(selection: TradeSelection, first: ClosedTrade | null): Promise<Map<string, bigint>> {
    if (selection.filters.length > 0 || first === null) {
      return new Map();
    }
    const histories = await this.histories.read(selection.accounts, { slice: 'all', withDays: true });
    const equity = new Map<string, bigint>();
    for (const [currency, own] of groupBy(histories, ({ account }) => account.currency)) {
      const start = startingBalance(own.map(({ account }) => account));
      if (start !== null) {
        const earned = await Promise.all(own.map((history) => this.#earnedBefore(history, first)));
        equity.set(
          currency,
          earned.reduce((sum, net) => sum + net, start),
        );
      }
    }
    return equity;
  }

  async #earnedBefore({ account, calendar, days }: AccountHistory, first: ClosedTrade): Promise<bigint> {
    const firstDay = tradingDayOf(first.exitTime, calendar);
    const before = days.filter(({ day }) => day < firstDay).reduce((sum, { net }) => sum + net, 0n);
    const rows = await this.trades.between(account.accountId, rangeOfDay(firstDay, calendar));
    return rows
      .map(closedTradeOf)
      .filter((trade) => byExit(trade, first) < 0)
      .reduce((sum, { net }) => sum + net, before);
  }
}

function summaryOf(histories: readonly AccountHistory[], isFiltered: boolean): Summary {
  const parts = histories.flatMap(({ calendar, days, segments }) =>
    [...segments.values()].map((segment) => ({ calendar, days, segment })),
  );
  const [only] = parts;
  const start = isFiltered ? null : startingBalance(histories.map(({ account }) => account));
  const common = { results: null, equityBefore: start };
  if (parts.length > 1) {
    const combined = combineAccounts(parts);
    const bottomDay = combined.segment.money.drawdownTo.at;
    return { ...common, ...combined, isPerTrade: false, bottomDay };
  }
  const { segment, days, calendar } = only ?? { segment: emptySegment(), days: [], calendar: null };
  const bottom = segment.money.drawdownTo.at;
  const bottomDay = bottom === null || calendar === null ? null : tradingDayOf(bottom, calendar);
  return { ...common, segment, days, isPerTrade: true, bottomDay };
}

/** Of all accounts together; null when one of them has not stated its own. */
function startingBalance(accounts: readonly AccountRef[]): bigint | null {
  let sum: bigint | null = 0n;
  for (const { startingBalance: balance } of accounts) {
    sum = sum === null || balance === null ? null : sum + moneyToUnits(balance);
  }
  return sum;
}
