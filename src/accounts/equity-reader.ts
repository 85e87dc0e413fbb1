import { Injectable } from '@nestjs/common';
import type { Instant } from '../common/instant.js';
import type { Tx } from '../database/tx.js';
import { AccountSnapshotRepository } from './persistence/account-snapshot.repository.js';

/** Equity of an account at an instant, from the snapshots that its owner reported. */
@Injectable()
export class EquityReader {
  constructor(private readonly snapshots: AccountSnapshotRepository) {}

  /** Equity of the latest snapshot at or before the instant; null when there is none. */
  async equityAt(tx: Tx, accountId: number, at: Instant): Promise<string | null> {
    return (await this.snapshots.findLatestAt(tx, accountId, at))?.equity ?? null;
  }
}
