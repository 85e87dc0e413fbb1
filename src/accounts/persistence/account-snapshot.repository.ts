import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { KeyAllocator } from '../../database/key-allocator.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { AccountSnapshot } from './account-snapshot.entity.js';

const snapshots = new Table(AccountSnapshot);
const NEWEST_FIRST = { sort: 'snapshotTime', key: 'snapshotId' } as const;

/** SQLite takes 500 parts of a compound SELECT. */
const MAX_ARMS = 100;

export interface SnapshotFilter {
  accountIds: readonly number[] | null;
  from?: Instant;
  to?: Instant;
}

@Injectable()
export class AccountSnapshotRepository {
  readonly #keys = new KeyAllocator('account_snapshots', 'snapshot_id');

  constructor(private readonly database: Database) {}

  takeKeys(tx: Tx, count: number): Promise<number[]> {
    return this.#keys.take(tx, count);
  }

  async findLatestAt(tx: Tx, accountId: number, at: Instant): Promise<AccountSnapshot | null> {
    const session = sessionOf(tx);
    const [row] = await snapshots.select(
      session,
      'WHERE account_id = ? AND snapshot_time <= ? ORDER BY snapshot_time DESC, snapshot_id DESC LIMIT 1',
      [accountId, snapshots.value(session, 'snapshotTime', at)],
    );
    return row ?? null;
  }

  async findLatest(tx: Tx, accountId: number): Promise<AccountSnapshot | null> {
    const [row] = await snapshots.select(
      sessionOf(tx),
      'WHERE account_id = ? ORDER BY snapshot_time DESC, snapshot_id DESC LIMIT 1',
      [accountId],
    );
    return row ?? null;
  }

  async findByClientIds(tx: Tx, accountId: number, clientIds: readonly string[]): Promise<AccountSnapshot[]> {
    if (clientIds.length === 0) {
      return [];
    }
    const marks = clientIds.map(() => '?').join(', ');
    return snapshots.select(sessionOf(tx), `WHERE account_id = ? AND client_snapshot_id IN (${marks})`, [
      accountId,
      ...clientIds,
    ]);
  }

  async list(filter: SnapshotFilter, limit: number, after: Cursor | null): Promise<AccountSnapshot[]> {
    return this.#filter(filter).pageDescending(NEWEST_FIRST, limit, after);
  }

  /** The whole list page by page, of some columns; see `Filter.pages`. */
  streamPages<Property extends keyof AccountSnapshot>(
    filter: SnapshotFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<AccountSnapshot, Property>[], void> {
    return this.#filter(filter).pages(NEWEST_FIRST, properties);
  }

  async count(filter: SnapshotFilter): Promise<number> {
    return this.#filter(filter).count();
  }

  /** The latest snapshot before each of the instants; null where there is none. Inside a transaction as it sees them. */
  async findLatestBefore(
    accountId: number,
    instants: readonly Instant[],
    tx?: Tx,
  ): Promise<(AccountSnapshot | null)[]> {
    const session = tx === undefined ? this.database : sessionOf(tx);
    const found = new Array<AccountSnapshot | null>(instants.length).fill(null);
    for (let from = 0; from < instants.length; from += MAX_ARMS) {
      const some = instants.slice(from, from + MAX_ARMS);
      const arms = some.map(
        (_, index) =>
          `SELECT * FROM (SELECT ${from + index} AS place, ${snapshots.selectList} FROM account_snapshots
           WHERE account_id = ? AND snapshot_time < ? ORDER BY snapshot_time DESC, snapshot_id DESC LIMIT 1) AS latest`,
      );
      const values = some.flatMap((at) => [accountId, snapshots.value(session, 'snapshotTime', at)]);
      for (const row of await session.query(arms.join(' UNION ALL '), values)) {
        found[Number(row.place)] = snapshots.decode(session, row);
      }
    }
    return found;
  }

  insert(tx: Tx, rows: readonly AccountSnapshot[]): void {
    if (rows.length > 0) {
      tx.send(snapshots.insert(sessionOf(tx), rows));
    }
  }

  #filter(filter: SnapshotFilter): Filter<AccountSnapshot> {
    return new Filter(this.database, snapshots)
      .in('accountId', filter.accountIds)
      .from('snapshotTime', filter.from)
      .before('snapshotTime', filter.to);
  }
}
