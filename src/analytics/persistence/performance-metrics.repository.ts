import { Injectable } from '@nestjs/common';
import type { Cursor } from '../../common/cursor.js';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { sessionOf, type Tx } from '../../database/tx.js';
import { PerformanceMetrics } from './performance-metrics.entity.js';

const snapshots = new Table(PerformanceMetrics);

/** Which snapshots; the range is half-open. Null means every account, and also those over all accounts. */
export interface MetricsFilter {
  accountIds: readonly number[] | null;
  from?: Instant;
  to?: Instant;
}

@Injectable()
export class PerformanceMetricsRepository {
  constructor(private readonly database: Database) {}

  /** Returns the key of the new row. */
  async insert(tx: Tx, row: PerformanceMetrics): Promise<number> {
    const [metricId] = await snapshots.insertGenerated(sessionOf(tx), [row], { key: 'metricId' });
    if (metricId === undefined) {
      throw new Error('Expected the snapshot to be stored');
    }
    return metricId;
  }

  /** The whole list in pages, newest first; see `Filter.pages`. */
  streamPages<Property extends keyof PerformanceMetrics>(
    { accountIds, from, to }: MetricsFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<PerformanceMetrics, Property>[], void> {
    return new Filter(this.database, snapshots)
      .in('accountId', accountIds)
      .from('timestamp', from)
      .before('timestamp', to)
      .pages({ sort: 'timestamp', key: 'metricId' }, properties);
  }

  /** Newest first; with null for the accounts also the snapshots over all accounts. */
  async list(
    accountIds: readonly number[] | null,
    limit: number,
    after: Cursor | null,
  ): Promise<PerformanceMetrics[]> {
    return new Filter(this.database, snapshots)
      .in('accountId', accountIds)
      .pageDescending({ sort: 'timestamp', key: 'metricId' }, limit, after);
  }
}
