import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { Tx } from '../database/tx.js';
import { AccountSnapshotRepository } from './persistence/account-snapshot.repository.js';

interface Equity {
  snapshotTime: Instant;
  equity: string;
}

interface Known {
  /** The account's latest event when this was read. */
  eventSeq: number;
  latest: Equity | null;
}

const MAX_ACCOUNTS = 1000;

/**
 * Equity of an account at an instant, from the snapshots that its owner reported. The latest is remembered: a snapshot
 * records an event, so while the locked account has the same event number there is no newer one.
 */
@Injectable()
export class EquityReader {
  readonly #known = new Map<number, Known>();

  constructor(private readonly snapshots: AccountSnapshotRepository) {}

  /** Equity of the latest snapshot at or before the instant; null when there is none. */
  async equityAt(tx: Tx, accountId: number, at: Instant): Promise<string | null> {
    const latest = await this.#latest(tx, accountId);
    if (latest === null || latest.snapshotTime <= at) {
      return latest?.equity ?? null;
    }
    return (await this.snapshots.findLatestAt(tx, accountId, at))?.equity ?? null;
  }

  /** For a transaction that records no snapshot: what is known stays true after its events. */
  keepAfterCommit(tx: Tx): void {
    const known = this.#known.get(tx.accountId ?? 0);
    if (known?.eventSeq === tx.eventSeqAtStart) {
      this.#rememberAfterCommit(tx, known.latest);
    }
  }

  async #latest(tx: Tx, accountId: number): Promise<Equity | null> {
    await tx.ready;
    const known = this.#known.get(accountId);
    if (known?.eventSeq === tx.eventSeqAtStart) {
      return known.latest;
    }
    const latest = await this.snapshots.findLatest(tx, accountId);
    this.#rememberAfterCommit(tx, latest);
    return latest;
  }

  #rememberAfterCommit(tx: Tx, latest: Equity | null): void {
    tx.afterCommit(() => {
      const accountId = tx.accountId ?? 0;
      this.#known.delete(accountId);
      this.#known.set(accountId, { eventSeq: tx.eventSeqAtEnd, latest });
      if (this.#known.size > MAX_ACCOUNTS) {
        this.#known.delete(this.#known.keys().next().value ?? 0);
      }
    });
  }
}
