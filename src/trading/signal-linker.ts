import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { Clock } from '../common/clock.js';
import type { Tx } from '../database/tx.js';
import { InstrumentCatalogue } from '../instruments/instrument-catalogue.js';
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

  /** Completes the rows of new signals and the trades that were waiting for them. `early` are their fills, oldest first. */
  async linkToEarlyFills(tx: Tx, account: AccountRef, rows: Signal[], early: readonly Fill[]): Promise<void> {
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
        await this.#complete(tx, account, trade, signal);
      }
    }
  }

  /** The signal brings the strategy, the stop and with it 1 R. */
  async #complete(tx: Tx, account: AccountRef, trade: Trade, signal: Signal): Promise<void> {
    const described = adopt(trade, signalContext(signal));
    const instrument = await this.instruments.resolveOrThrow(trade.symbol);
    const figured =
      trade.ledger === null
        ? described
        : withFigures(described, ledgerOf(trade), contractTerms(account, instrument));
    const changes = changedColumns(trade, figured);
    if (changes !== null) {
      this.trades.update(tx, trade.tradeId, {
        ...changes,
        updatedAt: this.clock.now(),
        version: trade.version + 1,
      });
    }
  }
}
