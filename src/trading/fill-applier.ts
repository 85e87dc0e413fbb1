import { Injectable } from '@nestjs/common';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import type { Ledger } from './domain/ledger.js';
import type { ContractTerms } from './domain/execution.js';
import { applyExecution, type FillOutcome } from './domain/position.js';
import { assertLevels } from './domain/stop-side.js';
import type { FillBatch } from './fill-batch.js';
import { FillRepositories } from './fill-repositories.js';
import type { Fill } from './persistence/fill.entity.js';
import type { Trade } from './persistence/trade.entity.js';
import {
  adopt,
  contractTerms,
  entryContext,
  executionOf,
  exitContext,
  ledgerOf,
  newTradeRow,
  signalContext,
  setFigures,
} from './trade-row.js';

/** Applies a fill that is the latest of its book to the book's open trade. */
@Injectable()
export class FillApplier {
  constructor(private readonly repositories: FillRepositories) {}

  /** Sets the fill's trade links; returns the trades that it touched, the one it belongs to first. */
  async apply(batch: FillBatch, fill: Fill, instrument: InstrumentTerms): Promise<Trade[]> {
    const latest = await batch.latestInBook(fill);
    const open = latest?.status === 'OPEN' ? latest : null;
    const terms = contractTerms(batch.account, instrument);
    const outcome = applyExecution(open === null ? null : ledgerOf(open), executionOf(fill), terms);
    const current =
      open === null || outcome.current === null ? null : continued(open, fill, { outcome, terms });
    // Both are computed before either is kept: a figure out of range refuses the whole fill.
    const opened =
      outcome.opened === null ? null : await this.#open(batch, fill, { ledger: outcome.opened, terms });
    const kept = current === null ? null : batch.changeTrade(current);
    if (opened !== null) {
      batch.addTrade(opened);
    }
    const subject = opened ?? kept;
    if (subject !== null) {
      this.linkSignal(batch, subject, fill);
    }
    fill.tradeId = (current ?? opened)?.tradeId ?? null;
    fill.openedTradeId = current === null ? null : (opened?.tradeId ?? null);
    return [kept, opened].filter((trade) => trade !== null);
  }

  async #open(batch: FillBatch, fill: Fill, { ledger, terms }: Opening): Promise<Trade> {
    const { direction } = ledger;
    assertLevels({ direction, entry: fill.intendedPrice ?? fill.price, stopLoss: fill.stopLoss });
    const [tradeId = 0] = await this.repositories.trades.takeKeys(batch.tx, 1);
    const blank = newTradeRow({
      tradeId,
      account: batch.account,
      symbol: fill.symbol,
      bookKey: fill.bookKey,
      direction,
      origin: 'FILLS',
      entryTime: fill.occurredAt,
      now: batch.now,
    });
    const trade = await this.describe(batch, blank, fill);
    return setFigures(trade, ledger, terms);
  }

  /** Adds what the opening fill, its signal and the latest snapshot say about the entry. */
  async describe(batch: FillBatch, blank: Trade, fill: Fill): Promise<Trade> {
    const signal = fill.clientSignalId === null ? undefined : batch.signals.get(fill.clientSignalId);
    let trade = adopt(blank, entryContext(fill));
    if (signal !== undefined) {
      trade = adopt(trade, signalContext(signal));
    }
    if (trade.portfolioEquityAtEntry === null) {
      const { accountId } = batch.account;
      const equity = await this.repositories.equity.equityAt(batch.tx, accountId, fill.occurredAt);
      trade = { ...trade, portfolioEquityAtEntry: equity };
    }
    return trade;
  }

  /** Tells the signal behind a fill which trade it became or closed. Call once the trade is certain to be kept. */
  linkSignal(batch: FillBatch, trade: Trade, fill: Fill): void {
    const signal = fill.clientSignalId === null ? undefined : batch.signals.get(fill.clientSignalId);
    if (signal?.tradeId === null) {
      batch.changeSignal(signal, {
        tradeId: trade.tradeId,
        executed: true,
        executedAt: fill.occurredAt,
        executionReason: `fill ${fill.executionId}`,
      });
    }
  }
}

interface Opening {
  ledger: Ledger;
  terms: ContractTerms;
}

interface Continuation {
  outcome: FillOutcome;
  terms: ContractTerms;
}

/** The open trade after an entry that adds to it or an exit that reduces it. */
function continued(open: Trade, fill: Fill, { outcome, terms }: Continuation): Trade {
  if (outcome.current === null) {
    throw new Error('Expected the fill to continue the open trade');
  }
  const described =
    outcome.effect === 'ADDED' ? adopt(open, entryContext(fill)) : { ...open, ...exitContext(fill) };
  return setFigures(described, outcome.current, terms);
}
