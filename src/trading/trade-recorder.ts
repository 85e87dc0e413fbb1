import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { EquityReader } from '../accounts/equity-reader.js';
import { Clock } from '../common/clock.js';
import { BlotterError } from '../common/errors.js';
import { differingFields, type Facts } from '../common/facts.js';
import { created, type Recorded, refused } from '../common/recorded.js';
import { repeatOrConflict } from '../common/repeat.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { Tx } from '../database/tx.js';
import { EventLog } from '../events/event-log.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import type { Signal } from './persistence/signal.entity.js';
import { SignalRepository } from './persistence/signal.repository.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { reportedTrade } from './reported-trade.js';
import { tradeEvent } from './trade-events.js';
import { adopt, contractTerms, ledgerOf, signalContext, withFigures } from './trade-row.js';
import type { TradeView } from './trade.view.dto.js';
import { tradeView } from './trade-view.js';
import type { CreateTradeDto } from './trades.dto.js';

export interface PreparedTrade {
  dto: CreateTradeDto;
  instrument: InstrumentTerms;
  facts: Facts;
}

/** Records trades that are reported whole, of one account, in one transaction. */
@Injectable()
export class TradeRecorder {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly trades: TradeRepository,
    private readonly signals: SignalRepository,
    private readonly equity: EquityReader,
    private readonly eventLog: EventLog,
    private readonly clock: Clock,
  ) {}

  record(account: AccountRef, items: readonly PreparedTrade[]): Promise<Recorded<TradeView>[]> {
    return this.unitOfWork.run(account.accountId, async (tx) => {
      await tx.ready;
      const outcomes: Recorded<TradeView>[] = [];
      for (const item of items) {
        outcomes.push(await this.#recordOne(tx, account, item));
      }
      return outcomes;
    });
  }

  async #recordOne(tx: Tx, account: AccountRef, item: PreparedTrade): Promise<Recorded<TradeView>> {
    const { dto } = item;
    const first = await this.#findFirst(tx, account, dto);
    if (first !== null) {
      return repeat(first, item.facts, account.account);
    }
    try {
      const trade = await this.#newTrade(tx, account, item);
      this.trades.insert(tx, [trade]);
      this.#linkSignal(tx, trade, await this.#findSignal(tx, account, dto.clientSignalId));
      await this.eventLog.append(tx, account.account, [tradeEvent(trade, account.account)]);
      return created(tradeView(trade, account.account));
    } catch (error) {
      if (error instanceof BlotterError && error.family === 'user') {
        return refused(error);
      }
      throw error;
    }
  }

  async #findFirst(tx: Tx, account: AccountRef, dto: CreateTradeDto): Promise<Trade | null> {
    if (dto.clientTradeId !== undefined) {
      const found = await this.trades.findByClientTradeId(account.accountId, dto.clientTradeId, tx);
      if (found !== null) {
        return found;
      }
    }
    return dto.ticket === undefined ? null : this.trades.findByTicket(account.accountId, dto.ticket, tx);
  }

  async #newTrade(tx: Tx, account: AccountRef, { dto, instrument, facts }: PreparedTrade): Promise<Trade> {
    const now = this.clock.now();
    const at = dto.entryTime ?? now;
    const [[tradeId = 0], equityAtEntry, signal] = await Promise.all([
      this.trades.takeKeys(tx, 1),
      dto.portfolioEquityAtEntry === undefined ? this.equity.equityAt(tx, account.accountId, at) : null,
      this.#findSignal(tx, account, dto.clientSignalId),
    ]);
    const trade = reportedTrade({ tradeId, account, instrument, dto, facts, equityAtEntry, now });
    if (signal === null) {
      return trade;
    }
    const described = adopt(trade, signalContext(signal));
    return trade.ledger === null
      ? described
      : withFigures(described, ledgerOf(trade), contractTerms(account, instrument));
  }

  async #findSignal(tx: Tx, account: AccountRef, clientSignalId: string | undefined): Promise<Signal | null> {
    if (clientSignalId === undefined) {
      return null;
    }
    const [signal] = await this.signals.findByClientIds(tx, account.accountId, [clientSignalId]);
    return signal ?? null;
  }

  #linkSignal(tx: Tx, trade: Trade, signal: Signal | null): void {
    if (signal?.tradeId === null) {
      this.signals.update(tx, signal.signalId, {
        tradeId: trade.tradeId,
        executed: true,
        executedAt: trade.entryTime,
        executionReason: `trade ${trade.tradeId}`,
      });
    }
  }
}

function repeat(first: Trade, facts: Facts, account: string): Recorded<TradeView> {
  return repeatOrConflict({
    code: 'trade_conflict',
    name: `Trade ${first.tradeId}`,
    key: { tradeId: first.tradeId },
    differing: first.entryFacts === null ? ['origin'] : differingFields(first.entryFacts, facts),
    view: () => tradeView(first, account),
  });
}
