import { Injectable } from '@nestjs/common';
import { type TradingCalendar, tradingCalendar } from '../accounts/domain/trading-calendar.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import { closedTradeOf } from './closed-trade-of.js';
import type { ClosedTrade } from './domain/closed-trade.js';
import { sliceValues } from './domain/slices.js';
import { queryOf, type TradeSelection } from './trade-selection.js';

/** A trade with the calendar of its account. */
export interface SelectedTrade {
  trade: ClosedTrade;
  calendar: TradingCalendar;
}

/** Reads selected trades one by one, oldest exit first. */
@Injectable()
export class SelectedTrades {
  constructor(private readonly trades: ClosedTrades) {}

  /** A window is gathered first, since it begins at its end; anything else is read as it is used. */
  async *read(selection: TradeSelection): AsyncGenerator<SelectedTrade[], void> {
    if (selection.last === null) {
      yield* this.#pages(selection, false);
      return;
    }
    const newest: SelectedTrade[] = [];
    for await (const page of this.#pages(selection, true)) {
      newest.push(...page);
      if (newest.length >= selection.last) {
        break;
      }
    }
    yield newest.slice(0, selection.last).reverse();
  }

  async *#pages(selection: TradeSelection, newestFirst: boolean): AsyncGenerator<SelectedTrade[], void> {
    const calendars = new Map(
      selection.accounts.map((account) => [account.accountId, tradingCalendar(account)]),
    );
    const { filter, left } = queryOf(selection);
    const limit = selection.last ?? undefined;
    for await (const rows of this.trades.pages(filter, { newestFirst, limit })) {
      const page: SelectedTrade[] = [];
      for (const row of rows) {
        const calendar = calendars.get(row.accountId);
        if (calendar !== undefined) {
          const trade = closedTradeOf(row);
          const fits = left.every(({ slice, value }) => sliceValues(trade, slice, calendar).includes(value));
          if (fits) {
            page.push({ trade, calendar });
          }
        }
      }
      yield page;
    }
  }
}
