import type { AccountRef } from '../accounts/account-directory.js';
import type { Tx } from '../database/tx.js';
import type { FillRepositories } from './fill-repositories.js';
import type { NewEvent } from '../events/event-payloads.js';
import type { Fill } from './persistence/fill.entity.js';
import type { BookId } from './persistence/fill.repository.js';
import type { Signal } from './persistence/signal.entity.js';
import type { Trade } from './persistence/trade.entity.js';
import { changedColumns } from './trade-row.js';
import { inUsualShape } from './trade-update-shapes.js';

interface TradeSlot {
  /** As stored; null for a trade that this batch opened. */
  stored: Trade | null;
  current: Trade;
}

/**
 * The working set of one transaction: what was read, what changed, and what is still to be written. Fills of a batch
 * are decided one after the other against it and written together.
 */
export class FillBatch {
  readonly fillsByExecution = new Map<string, Fill>();
  readonly signals = new Map<string, Signal>();
  readonly events: NewEvent[] = [];
  readonly #latest = new Map<string, Trade | null>();
  readonly #trades = new Map<number, TradeSlot>();
  readonly #changedSignals = new Map<number, Partial<Signal>>();
  readonly #forgotten = new Set<string>();
  #known: ReadonlyMap<string, Trade | null> = new Map();
  #newFills: Fill[] = [];

  constructor(
    readonly tx: Tx,
    readonly account: AccountRef,
    readonly now: string,
    private readonly repositories: FillRepositories,
  ) {}

  bookId(symbol: string, bookKey: string): BookId {
    return { accountId: this.account.accountId, symbol, bookKey };
  }

  /** What is known of the books already, and still true. */
  know(latest: ReadonlyMap<string, Trade | null>): void {
    this.#known = latest;
  }

  /** The latest trades of the books that the batch touched; `undefined` for one that has to be read again. */
  get latestByBook(): ReadonlyMap<string, Trade | null | undefined> {
    return new Map([...[...this.#forgotten].map((key) => [key, undefined] as const), ...this.#latest]);
  }

  /** The book's open trade, else the one closed last. */
  async latestInBook(book: BookId): Promise<Trade | null> {
    const key = bookName(book);
    if (!this.#latest.has(key)) {
      const known = this.#forgotten.has(key) ? undefined : this.#known.get(key);
      this.#remember(key, known ?? (await this.repositories.trades.findLatestInBook(this.tx, book)));
    }
    return this.#latest.get(key) ?? null;
  }

  #remember(key: string, stored: Trade | null): void {
    this.#latest.set(key, stored);
    if (stored !== null) {
      this.#trades.set(stored.tradeId, { stored, current: stored });
    }
  }

  /** Forgets what is known of a book after it was folded again. */
  forgetBook(book: BookId): void {
    this.#latest.delete(bookName(book));
    this.#forgotten.add(bookName(book));
  }

  addFill(fill: Fill): void {
    this.#newFills.push(fill);
    this.fillsByExecution.set(fill.executionId, fill);
  }

  addTrade(trade: Trade): void {
    this.#trades.set(trade.tradeId, { stored: null, current: trade });
    this.#latest.set(bookName(trade), trade);
  }

  /** Takes over a changed trade and gives it the version that it will have. */
  changeTrade(trade: Trade): Trade {
    const slot = this.#trades.get(trade.tradeId);
    if (slot === undefined) {
      throw new Error(`Expected trade ${trade.tradeId} to have been read in this batch`);
    }
    const { stored } = slot;
    if (stored !== null) {
      trade.version = stored.version + 1;
      trade.updatedAt = this.now;
    }
    this.#trades.set(trade.tradeId, { stored, current: trade });
    this.#latest.set(bookName(trade), trade);
    return trade;
  }

  changeSignal(signal: Signal, changes: Partial<Signal>): void {
    Object.assign(signal, changes);
    this.#changedSignals.set(signal.signalId, { ...this.#changedSignals.get(signal.signalId), ...changes });
  }

  /** Sends everything that is still to be written; reads that follow in the transaction see it. */
  flush(): void {
    const { trades, fills, signals } = this.repositories;
    const opened = [...this.#trades.values()].filter(({ stored }) => stored === null);
    trades.insert(
      this.tx,
      opened.map(({ current }) => current),
    );
    for (const { stored, current } of this.#trades.values()) {
      if (stored !== current) {
        this.#settle(current, stored);
      }
    }
    fills.insert(this.tx, this.#newFills);
    this.#newFills = [];
    for (const [signalId, changes] of this.#changedSignals) {
      signals.update(this.tx, signalId, changes);
    }
    this.#changedSignals.clear();
  }

  /** Writes what changed; from now on the current state is the stored one. */
  #settle(current: Trade, stored: Trade | null): void {
    if (stored !== null) {
      this.repositories.trades.save(this.tx, { stored, current }, () =>
        inUsualShape(changedColumns(stored, current) ?? {}, current),
      );
    }
    this.#trades.set(current.tradeId, { stored: current, current });
  }
}

function bookName({ symbol, bookKey }: { symbol: string; bookKey: string }): string {
  return `${symbol}\u0000${bookKey}`;
}
