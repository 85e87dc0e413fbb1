import { Injectable } from '@nestjs/common';
import type { Page } from '../common/cursor.js';
import { NotFoundError } from '../common/errors.js';
import type { Caller } from '../http/scopes.js';
import { AccountScope } from '../accounts/account-scope.js';
import { FillRepository } from './persistence/fill.repository.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { TradeChangeRepository } from './persistence/trade-change.repository.js';
import type { TradeChange } from './persistence/trade-change.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import type { TradeChangeView, TradeDetailView, TradeView } from './trade.view.dto.js';
import { fillView, signalView, tradeView } from './trade-view.js';
import type { TradeQueryDto } from './trades.dto.js';

@Injectable()
export class TradeReader {
  constructor(
    private readonly trades: TradeRepository,
    private readonly fills: FillRepository,
    private readonly signals: SignalRepository,
    private readonly history: TradeChangeRepository,
    private readonly scope: AccountScope,
  ) {}

  /** Newest entry first. */
  async list(query: TradeQueryDto, caller: Caller): Promise<Page<TradeView> & { total?: number }> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const filter = { ...query, accountIds };
    return this.scope.page(query, {
      read: (limit, after) => this.trades.list(filter, limit, after),
      count: () => this.trades.count(filter),
      cursorOf: (trade) => ({ sort: trade.entryTime, id: trade.tradeId }),
      view: (trade) => tradeView(trade, slugOf(trade.accountId)),
    });
  }

  /**
   * Every matching trade in pages, newest entry first, with the properties asked for, for exports. What the caller may
   * not see is refused here, before the first page is read.
   */
  async streamPages<Property extends keyof TradeView>(
    query: Omit<TradeQueryDto, 'limit' | 'cursor' | 'total'>,
    properties: readonly Property[],
    caller: Caller,
  ): Promise<AsyncGenerator<Pick<TradeView, Property | 'account'>[], void>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const columns = properties.filter((property) => property !== 'account') as Exclude<Property, 'account'>[];
    const pages = this.trades.streamPages({ ...query, accountIds }, [...columns, 'accountId']);
    return (async function* () {
      for await (const page of pages) {
        // The rows are this generator's own: a copy of each would cost as much as reading it.
        for (const row of page) {
          Object.assign(row, { account: slugOf(row.accountId) });
        }
        yield page as unknown as Pick<TradeView, Property | 'account'>[];
      }
    })();
  }

  /** The trades of an account that closed last and whose outcome is known, oldest exit first. */
  async latestClosed(
    query: { account: string; strategy?: string },
    limit: number,
    caller: Caller,
  ): Promise<TradeView[]> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    const trades = await this.trades.findLatestClosed({ ...query, accountIds }, limit);
    return trades.reverse().map((trade) => tradeView(trade, slugOf(trade.accountId)));
  }

  async recent(limit: number, caller: Caller): Promise<TradeView[]> {
    return (await this.list({ limit }, caller)).items;
  }

  /** A trade with its fills, signals and edits. */
  async get(tradeId: number, caller: Caller): Promise<TradeDetailView> {
    const trade = await this.trades.findById(tradeId);
    const { accountIds, slugOf } = await this.scope.of(undefined, caller);
    if (trade === null || (accountIds !== null && !accountIds.includes(trade.accountId))) {
      throw new NotFoundError('trade_not_found', `Trade ${tradeId} does not exist`);
    }
    const [fills, signals, history] = await Promise.all([
      this.fills.findByTrade(tradeId),
      this.signals.findByTrade(tradeId),
      this.history.findByTrade(tradeId),
    ]);
    const account = slugOf(trade.accountId);
    return {
      ...tradeView(trade, account),
      fills: fills.map((fill) => fillView(fill, account)),
      signals: signals.map((signal) => signalView(signal, account)),
      history: history.map(changeView),
    };
  }
}

function changeView({
  field,
  before,
  after,
  changedBy,
  occurredAt,
  recordedAt,
}: TradeChange): TradeChangeView {
  return { field, before, after, changedBy, occurredAt, recordedAt };
}
