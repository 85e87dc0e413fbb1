import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/tx.js';
import type { Trade } from './persistence/trade.entity.js';

interface AccountState {
  /** The account's latest event when this was read or written. */
  eventSeq: number;
  byBook: Map<string, Trade | null>;
}

const MAX_ACCOUNTS = 1000;
const MAX_BOOKS = 200;

/**
 * The latest trade of each book as the last transaction left it. Every write to an account's trades, by any process,
 * records an event; so while the locked account still has the same event number, nothing has changed and nothing has to
 * be read again. Rows are never modified in place.
 */
@Injectable()
export class LatestTrades {
  readonly #accounts = new Map<number, AccountState>();

  /** What is still true under the transaction's lock. Call after `tx.ready`. */
  validFor(tx: Tx): ReadonlyMap<string, Trade | null> {
    const state = this.#accounts.get(tx.accountId ?? 0);
    return state?.eventSeq === tx.eventSeqAtStart ? state.byBook : NOTHING;
  }

  /** Keeps the outcome once the transaction has committed. `undefined` marks a book that has to be read again. */
  keepAfterCommit(tx: Tx, byBook: ReadonlyMap<string, Trade | null | undefined>): void {
    const carried = this.validFor(tx);
    tx.afterCommit(() => {
      const merged = merge(carried, byBook);
      this.#accounts.delete(tx.accountId ?? 0);
      this.#accounts.set(tx.accountId ?? 0, {
        eventSeq: tx.eventSeqAtEnd,
        byBook: merged.size <= MAX_BOOKS ? merged : merge(NOTHING, byBook),
      });
      this.#forgetOldest();
    });
  }

  #forgetOldest(): void {
    if (this.#accounts.size > MAX_ACCOUNTS) {
      const oldest = this.#accounts.keys().next().value;
      this.#accounts.delete(oldest ?? 0);
    }
  }
}

function merge(
  carried: ReadonlyMap<string, Trade | null>,
  byBook: ReadonlyMap<string, Trade | null | undefined>,
): Map<string, Trade | null> {
  const merged = new Map(carried);
  for (const [key, trade] of byBook) {
    if (trade === undefined) {
      merged.delete(key);
    } else {
      merged.set(key, trade);
    }
  }
  return merged;
}

const NOTHING: ReadonlyMap<string, Trade | null> = new Map();
