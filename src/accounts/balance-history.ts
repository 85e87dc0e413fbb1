import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { Tx } from '../database/tx.js';
import type { InstantRange } from './domain/trading-calendar.js';
import { AccountSnapshotRepository } from './persistence/account-snapshot.repository.js';

/** What an account was worth, as its owner reported it. */
export interface StatedBalance {
  balance: string;
  equity: string;
  /** When it was worth that. */
  snapshotTime: Instant;
}

/** Balances from snapshots. Nothing is interpolated, and before the first snapshot nothing is known. */
@Injectable()
export class BalanceHistory {
  constructor(private readonly snapshots: AccountSnapshotRepository) {}

  /** The latest balance before each instant. */
  before(accountId: number, instants: readonly Instant[], tx?: Tx): Promise<(StatedBalance | null)[]> {
    return this.snapshots.findLatestBefore(accountId, instants, tx);
  }

  /** The latest balance within each range; null where no snapshot lies in it. */
  async endsOf(
    accountId: number,
    ranges: readonly InstantRange[],
    tx?: Tx,
  ): Promise<(StatedBalance | null)[]> {
    const ends = ranges.map(({ to }) => to);
    const latest = await this.before(accountId, ends, tx);
    return latest.map((stated, index) => {
      const from = ranges[index]?.from ?? '';
      return stated !== null && stated.snapshotTime >= from ? stated : null;
    });
  }
}
