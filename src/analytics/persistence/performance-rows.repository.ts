import { Injectable } from '@nestjs/common';
import type { Instant } from '../../common/instant.js';
import { Database } from '../../database/database.js';
import { Filter } from '../../database/filter.js';
import { Table } from '../../database/table.js';
import { DailyPerformance } from './daily-performance.entity.js';
import { PerformanceMetrics } from './performance-metrics.entity.js';

const days = new Table(DailyPerformance);
const metrics = new Table(PerformanceMetrics);

/** Which rows; ranges are half-open. Null means every account, and for metrics also those over all accounts. */
export interface PerformanceFilter {
  accountIds: readonly number[] | null;
  from?: Instant;
  to?: Instant;
}

/** Stored days and metrics as lists, newest first; see `Filter.pages`. */
@Injectable()
export class PerformanceRowsRepository {
  constructor(private readonly database: Database) {}

  /** `from` and `to` are dates. */
  streamDays<Property extends keyof DailyPerformance>(
    { accountIds, from, to }: PerformanceFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<DailyPerformance, Property>[], void> {
    return new Filter(this.database, days)
      .in('accountId', accountIds)
      .from('date', from)
      .before('date', to)
      .pages({ sort: 'date', key: 'dailyPerformanceId' }, properties);
  }

  streamMetrics<Property extends keyof PerformanceMetrics>(
    { accountIds, from, to }: PerformanceFilter,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<PerformanceMetrics, Property>[], void> {
    return new Filter(this.database, metrics)
      .in('accountId', accountIds)
      .from('timestamp', from)
      .before('timestamp', to)
      .pages({ sort: 'timestamp', key: 'metricId' }, properties);
  }
}
