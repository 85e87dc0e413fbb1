import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { Tx } from '../database/tx.js';
import {
  ClosedTradeRepository,
  type ClosedTradeFilter,
  type ClosedTradeRow,
  type ExitPlace,
} from './persistence/closed-trade.repository.js';
import { StaleDayRepository } from './persistence/stale-day.repository.js';
import { type BinQuestion, TradeBinsRepository } from './persistence/trade-bins.repository.js';

export type { ClosedTradeFilter, ClosedTradeRow };

/** Rows that are read at once: on SQLite, how long nothing else runs. */
const PAGE = 2000;

export interface PageOptions {
  newestFirst?: boolean;
  /** What the consumer will take at most. */
  limit?: number | undefined;
}

/** Closed trades and the marks of the days on which they changed, for whoever keeps statistics of them. */
@Injectable()
export class ClosedTrades {
  constructor(
    private readonly trades: ClosedTradeRepository,
    private readonly staleDays: StaleDayRepository,
    private readonly bins: TradeBinsRepository,
  ) {}

  /** How many trades lie below the first edge, from each edge to the next, and from the last edge on. */
  countInBins(question: BinQuestion): Promise<number[]> {
    return this.bins.count(question);
  }

  /** The trades of one account that ended in [from, to), oldest exit first. Inside a transaction as it sees them. */
  between(accountId: number, range: { from: Instant; to: Instant }, tx?: Tx): Promise<ClosedTradeRow[]> {
    return this.trades.findBetween({ accountIds: [accountId], exitFrom: range.from, exitTo: range.to }, tx);
  }

  /** Page after page, none longer than `limit`; nothing is read ahead of the consumer. */
  async *pages(
    filter: ClosedTradeFilter,
    { newestFirst = false, limit = PAGE }: PageOptions = {},
  ): AsyncGenerator<ClosedTradeRow[], void> {
    const size = Math.min(PAGE, limit);
    let after: ExitPlace | null = null;
    for (;;) {
      const rows: ClosedTradeRow[] = await this.trades.findNext(filter, { limit: size, after, newestFirst });
      const last = rows.at(-1);
      if (last !== undefined) {
        yield rows;
      }
      if (last?.exitTime === undefined || last.exitTime === null || rows.length < size) {
        return;
      }
      after = { exitTime: last.exitTime, tradeId: last.tradeId };
      await setImmediate();
    }
  }

  /** The first and the last exit of an account; null without one. */
  span(accountId: number): Promise<{ first: Instant; last: Instant } | null> {
    return this.trades.findSpan(accountId);
  }

  /** The UTC days, oldest first, on which an account's closed trades changed since they were last taken note of. */
  staleDaysByAccount(accountIds: readonly number[]): Promise<Map<number, string[]>> {
    return this.staleDays.findByAccount(accountIds);
  }

  /** As `staleDaysByAccount`, of one account, as the transaction sees it. */
  staleDaysOf(tx: Tx, accountId: number): Promise<string[]> {
    return this.staleDays.findOfAccount(tx, accountId);
  }

  /** Marks every day with a closed trade: nothing is known of them any more. */
  markAllStale(tx: Tx, accountId: number): Promise<void> {
    return this.staleDays.markAll(tx, accountId);
  }

  /** The days have been taken note of in this transaction. */
  settle(tx: Tx, accountId: number, days: readonly string[]): Promise<void> {
    return this.staleDays.unmark(tx, accountId, days);
  }
}
