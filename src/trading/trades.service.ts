import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { BlotterError, InvalidInputError, NotFoundError } from '../common/errors.js';
import { factsOf } from '../common/facts.js';
import { type Recorded, refused } from '../common/recorded.js';
import type { Caller } from '../http/scopes.js';
import { InstrumentCatalogue } from '../instruments/instrument-catalogue.js';
import { AccountScope } from '../accounts/account-scope.js';
import { ReportedTimes } from '../accounts/reported-times.js';
import { assertLevels } from './domain/stop-side.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { recordPerAccount } from '../accounts/record-per-account.js';
import { assertAfterEntry, TradeCloser } from './trade-closer.js';
import { TradeEditor } from './trade-editor.js';
import { type PreparedTrade, TradeRecorder } from './trade-recorder.js';
import { assertTradable } from './tradable-prices.js';
import type { TradeView } from './trade.view.dto.js';
import type { CloseTradeDto, CreateTradeDto, TradeExitDto, UpdateTradeDto } from './trades.dto.js';

/** Recording and changing trades; reading them is TradeReader's. */
@Injectable()
export class TradesService {
  constructor(
    private readonly trades: TradeRepository,
    private readonly instruments: InstrumentCatalogue,
    private readonly scope: AccountScope,
    private readonly recorder: TradeRecorder,
    private readonly closer: TradeCloser,
    private readonly editor: TradeEditor,
    private readonly times: ReportedTimes,
  ) {}

  /** Records trades that are reported whole; one outcome per item in order. */
  recordTrades(items: CreateTradeDto[], caller: Caller): Promise<Recorded<TradeView>[]> {
    return recordPerAccount(items, {
      prepare: (item) => this.#prepare(item, caller),
      submit: (account, prepared) => this.recorder.record(account, prepared),
    });
  }

  /** Closes trades named by id, ticket or clientTradeId; one outcome per item in order. */
  async closeTrades(items: CloseTradeDto[], caller: Caller): Promise<Recorded<TradeView>[]> {
    const outcomes: Recorded<TradeView>[] = [];
    for (const { account, tradeId, ticket, clientTradeId, ...exit } of items) {
      try {
        const ref = await this.scope.recordable(account, caller);
        const trade = await this.#findNamed(ref, { tradeId, ticket, clientTradeId });
        outcomes.push(await this.#close(ref, trade, exit));
      } catch (error) {
        outcomes.push(refusedOrThrow(error));
      }
    }
    return outcomes;
  }

  async closeTrade(tradeId: number, exit: TradeExitDto, caller: Caller): Promise<Recorded<TradeView>> {
    const { account, trade } = await this.#getRecordable(tradeId, caller);
    return this.#close(account, trade, exit);
  }

  async editTrade(tradeId: number, changes: UpdateTradeDto, caller: Caller): Promise<TradeView> {
    const { account, trade } = await this.#getRecordable(tradeId, caller);
    this.times.assert({ entryTime: changes.entryTime, occurredAt: changes.occurredAt });
    const instrument = await this.instruments.resolveOrThrow(trade.symbol);
    return this.editor.edit(tradeId, { account, instrument, changes, changedBy: caller.name });
  }

  async #close(account: AccountRef, trade: Trade, exit: TradeExitDto): Promise<Recorded<TradeView>> {
    this.times.assert({ exitTime: exit.exitTime, exitSubmittedAt: exit.exitSubmittedAt });
    const instrument = await this.instruments.resolveOrThrow(trade.symbol);
    assertTradable(instrument, { exitPrice: exit.exitPrice });
    return this.closer.close(trade.tradeId, { account, instrument, exit });
  }

  async #findNamed(
    account: AccountRef,
    names: Pick<CloseTradeDto, 'tradeId' | 'ticket' | 'clientTradeId'>,
  ): Promise<Trade> {
    const { tradeId, ticket, clientTradeId } = names;
    if (tradeId === undefined && ticket === undefined && clientTradeId === undefined) {
      throw InvalidInputError.field(
        'ticket',
        'required',
        'ticket: Expected tradeId, ticket or clientTradeId',
      );
    }
    const trade =
      tradeId !== undefined
        ? await this.trades.findById(tradeId)
        : ticket !== undefined
          ? await this.trades.findByTicket(account.accountId, ticket)
          : await this.trades.findByClientTradeId(account.accountId, clientTradeId ?? '');
    if (trade?.accountId !== account.accountId) {
      throw new NotFoundError('trade_not_found', `Account "${account.account}" has no such trade`);
    }
    return trade;
  }

  async #getRecordable(tradeId: number, caller: Caller): Promise<{ account: AccountRef; trade: Trade }> {
    const trade = await this.trades.findById(tradeId);
    const { accountIds, slugOf } = await this.scope.of(undefined, caller);
    if (trade === null || (accountIds !== null && !accountIds.includes(trade.accountId))) {
      throw new NotFoundError('trade_not_found', `Trade ${tradeId} does not exist`);
    }
    return { account: await this.scope.recordable(slugOf(trade.accountId), caller), trade };
  }

  async #prepare(
    dto: CreateTradeDto,
    caller: Caller,
  ): Promise<{ account: AccountRef; prepared: PreparedTrade }> {
    const account = await this.scope.recordable(dto.account, caller);
    const instrument = await this.instruments.resolveOrThrow(dto.symbol);
    const { entryTime, exitTime, orderSubmittedAt, exitSubmittedAt } = dto;
    this.times.assert({ entryTime, exitTime, orderSubmittedAt, exitSubmittedAt });
    assertShape(dto);
    const { entryPrice, exitPrice, stopLoss, takeProfit } = dto;
    assertTradable(instrument, { entryPrice, exitPrice, stopLoss, takeProfit });
    return {
      account,
      prepared: { dto, instrument, facts: factsOf({ ...dto, symbol: instrument.symbol }, ['account']) },
    };
  }
}

function assertShape(dto: CreateTradeDto): void {
  const isPending = dto.status === 'PENDING';
  if (!isPending && dto.entryPrice === undefined) {
    throw InvalidInputError.field(
      'entryPrice',
      'required',
      'entryPrice: Expected a value unless status is PENDING',
    );
  }
  if (isPending && dto.exitPrice !== undefined) {
    throw InvalidInputError.field('exitPrice', 'status', 'exitPrice: Expected none on a PENDING trade');
  }
  if (dto.exitTime !== undefined && dto.exitPrice === undefined) {
    throw InvalidInputError.field('exitPrice', 'required', 'exitPrice: Expected a value with exitTime');
  }
  if (dto.exitPrice !== undefined && (dto.exitTime === undefined || dto.entryTime === undefined)) {
    const field = dto.entryTime === undefined ? 'entryTime' : 'exitTime';
    throw InvalidInputError.field(
      field,
      'required',
      `${field}: Expected a value for a trade that is already over`,
    );
  }
  if (dto.exitTime !== undefined && dto.entryTime !== undefined) {
    assertAfterEntry({ entryTime: dto.entryTime }, dto.exitTime);
  }
  if (dto.entryPrice !== undefined) {
    const { direction, entryPrice: entry, stopLoss, takeProfit } = dto;
    assertLevels({ direction, entry, stopLoss, takeProfit });
  }
}

function refusedOrThrow<View>(error: unknown): Recorded<View> {
  if (error instanceof BlotterError && error.family === 'user') {
    return refused(error);
  }
  throw error;
}
