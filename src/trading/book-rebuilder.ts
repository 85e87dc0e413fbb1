import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { InstrumentTerms } from '../instruments/instrument-catalogue.js';
import { type DerivedTrade, foldFills } from './domain/fold.js';
import { FillApplier } from './fill-applier.js';
import type { FillBatch } from './fill-batch.js';
import type { Fill } from './persistence/fill.entity.js';
import { type BookId, FillRepository } from './persistence/fill.repository.js';
import type { Trade } from './persistence/trade.entity.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { TradeChangeRepository } from './persistence/trade-change.repository.js';
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
    private readonly signals: SignalRepository,
    private readonly history: TradeChangeRepository,
    private readonly applier: FillApplier,
  ) {}

  /** Call after `batch.flush()`, with the changed fills written. Returns the trades that came out different. */
  async rebuild(batch: FillBatch, book: BookId, { instrument, changedAt }: BookChange): Promise<Trade[]> {
    const terms = contractTerms(batch.account, instrument);
    const { start, existing } = await this.#reach(batch, book, changedAt);
    const fills = await this.fills.findEffectiveFrom(batch.tx, book, start);
    await this.#readSignals(batch, fills);
    const unclaimed = new Map(existing.map((trade) => [trade.tradeId, trade]));
    const changed: Trade[] = [];
    const links = new Map<number, TradeLinks>();
    for (const part of foldFills(fills, terms)) {
      const claimed = claim(part, unclaimed);
      const described = describeExits(await this.#describe(batch, part, claimed), part);
      const trade = withFigures(described, part.ledger, terms);
      link(part, trade.tradeId, links);
      this.#linkSignal(batch, trade, part);
      const stored = this.#store(batch, claimed, trade);
      if (stored !== null) {
        changed.push(stored);
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

  /** Writes the trade when it is new or came out different, and returns it as it is stored; null when nothing changed. */
  #store(batch: FillBatch, claimed: Trade | null, trade: Trade): Trade | null {
    if (claimed === null) {
      this.trades.insert(batch.tx, [trade]);
      return trade;
    }
    const changes = changedColumns(claimed, trade);
    if (changes === null) {
      return null;
    }
    const bookkeeping = { updatedAt: batch.now, version: claimed.version + 1 };
    this.trades.update(batch.tx, claimed, { ...changes, ...bookkeeping });
    return { ...trade, ...bookkeeping };
  }

  /** The signals that the fills name, most of which belong to earlier transactions. */
  async #readSignals(batch: FillBatch, fills: readonly Fill[]): Promise<void> {
    const named = fills.flatMap(({ clientSignalId }) => clientSignalId ?? []);
    const missing = [...new Set(named)].filter((id) => !batch.signals.has(id));
    const found = await this.signals.findByClientIds(batch.tx, batch.account.accountId, missing);
    found.forEach((signal) => batch.signals.set(signal.clientSignalId, signal));
  }

  /** What the fills that the trade has now say about its entry; of a stored trade its journal and edits are kept. */
  async #describe(batch: FillBatch, part: DerivedTrade<Fill>, claimed: Trade | null): Promise<Trade> {
    const { fill } = firstOf(part);
    const [tradeId = 0] = claimed === null ? await this.trades.takeKeys(batch.tx, 1) : [claimed.tradeId];
    const blank = newTradeRow({
      tradeId,
      account: batch.account,
      symbol: fill.symbol,
      bookKey: fill.bookKey,
      direction: part.ledger.direction,
      origin: 'FILLS',
      entryTime: part.ledger.firstEntryAt,
      now: batch.now,
    });
    const fresh = await this.applier.describe(batch, blank, fill);
    return claimed === null
      ? fresh
      : keepEdits(claimed, fresh, await this.history.editedFields(batch.tx, tradeId));
  }

  /** A signal belongs to the trade that its fill opened; unless somebody linked it to a trade outside this book. */
  #linkSignal(batch: FillBatch, trade: Trade, part: DerivedTrade<Fill>): void {
    const { fill } = firstOf(part);
    const signal = fill.clientSignalId === null ? undefined : batch.signals.get(fill.clientSignalId);
    const followsFill = signal?.tradeId === null || signal?.tradeId === (fill.openedTradeId ?? fill.tradeId);
    if (signal !== undefined && followsFill && signal.tradeId !== trade.tradeId) {
      batch.changeSignal(signal, {
        tradeId: trade.tradeId,
        executed: true,
        executedAt: fill.occurredAt,
        executionReason: `fill ${fill.executionId}`,
      });
    }
  }

  /** A trade whose fills all belong to others now. It stays as a record, without figures. */
  #supersede(batch: FillBatch, trade: Trade): void {
    this.trades.update(batch.tx, trade, {
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

/** Journal and bookkeeping: never said by a fill. */
const JOURNAL = ['notes', 'notesSearch', 'tags', 'ruleBreaks', 'createdAt', 'updatedAt', 'version'] as const;

function keepEdits(claimed: Trade, fresh: Trade, edited: ReadonlySet<string>): Trade {
  const kept = Object.fromEntries(
    [...JOURNAL, ...edited].map((field) => [field, claimed[field as keyof Trade]]),
  ) as Partial<Trade>;
  return {
    ...fresh,
    ...kept,
    status: claimed.status,
    fxRate: claimed.fxRate,
    initialStopLoss: fresh.initialStopLoss ?? (edited.has('stopLoss') ? claimed.initialStopLoss : null),
    initialTakeProfit:
      fresh.initialTakeProfit ?? (edited.has('takeProfit') ? claimed.initialTakeProfit : null),
  };
}

function firstOf(part: DerivedTrade<Fill>): DerivedTrade<Fill>['parts'][number] {
  const [first] = part.parts;
  if (first === undefined) {
    throw new Error('Expected a derived trade to have fills');
  }
  return first;
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
