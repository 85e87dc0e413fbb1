import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { type DerivedTrade, foldFills } from './domain/fold.js';
import { FillApplier } from './fill-applier.js';
import type { FillBatch } from './fill-batch.js';
import type { Fill } from './persistence/fill.entity.js';
import { type BookId, FillRepository } from './persistence/fill.repository.js';
import type { Trade } from './persistence/trade.entity.js';
import { TradeRepository } from './persistence/trade.repository.js';
import {
  adopt,
  changedColumns,
  contractTerms,
  entryContext,
  exitContext,
  newTradeRow,
  withFigures,
} from './trade-row.js';

/** Why a book is folded again: something changed at this instant. */
export interface BookChange {
  instrument: InstrumentTerms;
  changedAt: Instant;
}

/**
 * Folds a book again from the point where a late, corrected or busted fill changed it. Trades keep their identity,
 * and with it their notes and tags: each derived trade takes the row that held the first of its fills.
 */
@Injectable()
export class BookRebuilder {
  constructor(
    private readonly trades: TradeRepository,
    private readonly fills: FillRepository,
    private readonly applier: FillApplier,
  ) {}

  /** Call after `batch.flush()`, with the changed fills written. Returns the trades that came out different. */
  async rebuild(batch: FillBatch, book: BookId, { instrument, changedAt }: BookChange): Promise<Trade[]> {
    const terms = contractTerms(batch.account, instrument);
    const { start, existing } = await this.#reach(batch, book, changedAt);
    const fills = await this.fills.findEffectiveFrom(batch.tx, book, start);
    const unclaimed = new Map(existing.map((trade) => [trade.tradeId, trade]));
    const changed: Trade[] = [];
    const links = new Map<number, TradeLinks>();
    for (const part of foldFills(fills, terms)) {
      const claimed = claim(part, unclaimed);
      const described = describeExits(claimed ?? (await this.#open(batch, part)), part);
      const trade = withFigures(described, part.ledger, terms);
      link(part, trade.tradeId, links);
      if (this.#store(batch, claimed, trade)) {
        changed.push(trade);
      }
    }
    for (const orphan of unclaimed.values()) {
      this.#supersede(batch, orphan);
    }
    this.#relink(batch, fills, links);
    batch.forgetBook(book);
    return changed;
  }

  /** Goes back until the start lies on flat: a reversal or an equal timestamp ties a trade to the one before. */
  async #reach(
    batch: FillBatch,
    book: BookId,
    from: Instant,
  ): Promise<{ start: Instant; existing: Trade[] }> {
    let start = from;
    for (;;) {
      const existing = await this.trades.findInBookSince(batch.tx, book, start);
      const earliest = existing.reduce(
        (least, trade) => (trade.entryTime < least ? trade.entryTime : least),
        start,
      );
      if (earliest === start) {
        return { start, existing };
      }
      start = earliest;
    }
  }

  /** Writes the trade when it is new or came out different; says whether it did. */
  #store(batch: FillBatch, claimed: Trade | null, trade: Trade): boolean {
    if (claimed === null) {
      this.trades.insert(batch.tx, [trade]);
      return true;
    }
    const changes = changedColumns(claimed, trade);
    if (changes === null) {
      return false;
    }
    this.trades.update(batch.tx, trade.tradeId, {
      ...changes,
      updatedAt: batch.now,
      version: claimed.version + 1,
    });
    return true;
  }

  async #open(batch: FillBatch, part: DerivedTrade<Fill>): Promise<Trade> {
    const [first] = part.parts;
    if (first === undefined) {
      throw new Error('Expected a derived trade to have fills');
    }
    const [tradeId = 0] = await this.trades.takeKeys(batch.tx, 1);
    const blank = newTradeRow({
      tradeId,
      account: batch.account,
      symbol: first.fill.symbol,
      bookKey: first.fill.bookKey,
      direction: part.ledger.direction,
      origin: 'FILLS',
      entryTime: part.ledger.firstEntryAt,
      now: batch.now,
    });
    const trade = await this.applier.describe(batch, blank, first.fill);
    this.applier.linkSignal(batch, trade, first.fill);
    return trade;
  }

  /** A trade whose fills all belong to others now. It stays as a record, without figures. */
  #supersede(batch: FillBatch, trade: Trade): void {
    this.trades.update(batch.tx, trade.tradeId, {
      status: 'CANCELLED',
      exitReason: 'Superseded',
      openQuantity: '0',
      exitTime: null,
      exitPrice: null,
      plAmountGross: null,
      plAmountNet: null,
      plPercentage: null,
      resultR: null,
      winLoss: null,
      needsRate: false,
      profitMismatch: false,
      feesPaid: '0',
      commission: '0',
      swap: '0',
      ledger: null,
      updatedAt: batch.now,
      version: trade.version + 1,
    });
  }

  #relink(batch: FillBatch, fills: readonly Fill[], links: Map<number, TradeLinks>): void {
    for (const fill of fills) {
      const { tradeId = null, openedTradeId = null } = links.get(fill.fillId) ?? {};
      if (fill.tradeId !== tradeId || fill.openedTradeId !== openedTradeId) {
        this.fills.setTrades(batch.tx, fill.fillId, { tradeId, openedTradeId });
      }
      const known = batch.fillsByExecution.get(fill.executionId);
      if (known !== undefined) {
        Object.assign(known, { tradeId, openedTradeId });
      }
    }
  }
}

interface TradeLinks {
  tradeId?: number;
  openedTradeId?: number;
}

/** The stored trade that held the first of these fills which still has one. */
function claim(part: DerivedTrade<Fill>, unclaimed: Map<number, Trade>): Trade | null {
  for (const { fill, role } of part.parts) {
    const tradeId = role === 'REVERSAL_ENTRY' ? (fill.openedTradeId ?? fill.tradeId) : fill.tradeId;
    const trade = tradeId === null ? undefined : unclaimed.get(tradeId);
    if (trade !== undefined) {
      unclaimed.delete(trade.tradeId);
      return trade;
    }
  }
  return null;
}

/** Entry facts fill gaps; exit facts are those of the latest exit. */
function describeExits(trade: Trade, part: DerivedTrade<Fill>): Trade {
  let described: Trade = { ...trade, exitReason: null, orderTypeExit: null };
  for (const { fill, role } of part.parts) {
    described =
      role === 'EXIT' ? { ...described, ...exitContext(fill) } : adopt(described, entryContext(fill));
  }
  return described;
}

function link(part: DerivedTrade<Fill>, tradeId: number, links: Map<number, TradeLinks>): void {
  for (const { fill, role } of part.parts) {
    const own = links.get(fill.fillId) ?? {};
    links.set(
      fill.fillId,
      role === 'REVERSAL_ENTRY' ? { ...own, openedTradeId: tradeId } : { ...own, tradeId },
    );
  }
}
