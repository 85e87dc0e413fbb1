import type { Tx } from './tx.js';

const MAX_ACCOUNTS = 10_000;
/** Runs in earnest after a tentative one was taken back: whoever writes here too, or sends again, is likely to go on. */
const EARNEST_RUNS = 16;

/** The event counters that this process saw last, on which tentative runs are based. */
export class KnownCounters {
  readonly #seqs = new Map<number, number>();
  readonly #earnest = new Map<number, number>();

  /** The counter to expect; null when the account is better locked first. */
  expected(accountId: number): number | null {
    const earnest = this.#earnest.get(accountId) ?? 0;
    if (earnest > 1) {
      this.#earnest.set(accountId, earnest - 1);
      return null;
    }
    this.#earnest.delete(accountId);
    return this.#seqs.get(accountId) ?? null;
  }

  committed(tx: Tx): void {
    if (tx.accountId === null) {
      return;
    }
    this.#seqs.delete(tx.accountId);
    this.#seqs.set(tx.accountId, tx.eventSeqAtEnd);
    if (this.#seqs.size > MAX_ACCOUNTS) {
      this.#seqs.delete(this.#seqs.keys().next().value ?? 0);
    }
  }

  /** A tentative run was taken back. */
  doubt(accountId: number): void {
    this.#seqs.delete(accountId);
    this.#earnest.set(accountId, EARNEST_RUNS);
  }
}
