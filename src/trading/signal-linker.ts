import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import type { Tx } from '../database/tx.js';
import { InstrumentCatalogue } from '../instruments/instrument-catalogue.js';
import { directionOf } from './domain/vocabulary.js';
import type { Fill } from './persistence/fill.entity.js';
import type { Signal } from './persistence/signal.entity.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { adopt, changedColumns, contractTerms, ledgerOf, signalContext, withFigures } from './trade-row.js';

/** Links signals to trades whose fills arrived before them. */
@Injectable()
export class SignalLinker {
  constructor(
    private readonly trades: TradeRepository,
    private readonly instruments: InstrumentCatalogue,
    private readonly clock: Clock,
  ) {}

  /** Completes the rows of new signals and the trades that waited for them; returns the trades that changed. */
  async linkToEarlyFills(tx: Tx, account: AccountRef, { rows, early }: NewSignals): Promise<Trade[]> {
    const changed: Trade[] = [];
    for (const signal of rows) {
      const fill = early.find((candidate) => candidate.clientSignalId === signal.clientSignalId);
      const tradeId = fill?.openedTradeId ?? fill?.tradeId ?? null;
      const trade = tradeId === null ? null : await this.trades.findById(tradeId, tx);
      if (fill !== undefined && trade !== null) {
        Object.assign(signal, {
          tradeId: trade.tradeId,
          executed: true,
          executedAt: fill.occurredAt,
          executionReason: `fill ${fill.executionId}`,
        });
        // What a signal says about an entry is none of an exit's business.
        if (directionOf(fill.side) === trade.direction) {
          changed.push(...this.#store(tx, trade, await this.#completed(account, trade, signal)));
        }
      }
    }
    return changed;
  }

  /** The signal brings the strategy, the stop and with it 1 R. */
  async #completed(account: AccountRef, trade: Trade, signal: Signal): Promise<Trade> {
    const described = adopt(trade, signalContext(signal));
    const instrument = await this.instruments.resolveOrThrow(trade.symbol);
    return trade.ledger === null
      ? described
      : withFigures(described, ledgerOf(trade), contractTerms(account, instrument));
  }

  #store(tx: Tx, trade: Trade, completed: Trade): Trade[] {
    const changes = changedColumns(trade, completed);
    if (changes === null) {
      return [];
    }
    const bookkeeping = { updatedAt: this.clock.now(), version: trade.version + 1 };
    this.trades.update(tx, trade, { ...changes, ...bookkeeping });
    return [{ ...completed, ...bookkeeping }];
  }
}

interface NewSignals {
  rows: Signal[];
  /** Fills that name one of them, oldest first. */
  early: readonly Fill[];
}
