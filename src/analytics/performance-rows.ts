import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import type { Caller } from '../http/scopes.js';
import type { DailyPerformance } from './persistence/daily-performance.entity.js';
import type { PerformanceMetrics } from './persistence/performance-metrics.entity.js';
import { DailyPerformanceRepository } from './persistence/daily-performance.repository.js';
import { PerformanceMetricsRepository } from './persistence/performance-metrics.repository.js';

const DAY_PROPERTIES = [
  ...(['accountId', 'date', 'currency', 'totalTrades', 'winningTrades', 'losingTrades'] as const),
  ...(['breakevenTrades', 'grossProfit', 'grossLoss', 'netProfit', 'feesPaid', 'winRate'] as const),
  ...(['profitFactor', 'averageWin', 'averageLoss', 'largestWin', 'largestLoss'] as const),
  ...(['maxConsecutiveWins', 'maxConsecutiveLosses', 'averageDurationSeconds', 'symbols', 'pnlR'] as const),
  ...(['isRedDay', 'endBalance', 'endEquity', 'createdAt', 'updatedAt'] as const),
] as const;

const METRIC_PROPERTIES = [
  ...(['metricId', 'accountId', 'timestamp', 'windowTrades', 'profitFactor', 'expectedR'] as const),
  ...(['winRate', 'winRateWilsonLb', 'maxDrawdownR', 'currentDrawdownR', 'costsPct'] as const),
  ...(['totalTrades', 'totalWins', 'totalLosses', 'avgWinR', 'avgLossR'] as const),
] as const;

export type DayRow = Pick<DailyPerformance, (typeof DAY_PROPERTIES)[number]> & { account: string };
/** `account` is null for a snapshot over all accounts. */
export type MetricRow = Pick<PerformanceMetrics, (typeof METRIC_PROPERTIES)[number]> & {
  account: string | null;
};

export interface PerformanceRange {
  /** Slug; every account of the caller by default. */
  account?: string;
  /** Included: a date for days, an instant for metrics. */
  from?: string;
  /** Excluded. */
  to?: string;
}

/** Stored trading days and metrics snapshots in pages, newest first. Throws `unknown_account`, `account_forbidden`. */
@Injectable()
export class PerformanceRows {
  constructor(
    private readonly days: DailyPerformanceRepository,
    private readonly snapshots: PerformanceMetricsRepository,
    private readonly scope: AccountScope,
  ) {}

  async streamDays(range: PerformanceRange, caller: Caller): Promise<AsyncGenerator<DayRow[], void>> {
    const { accountIds, slugOf } = await this.scope.of(range.account, caller);
    const pages = this.days.streamPages({ ...range, accountIds }, DAY_PROPERTIES);
    return named(pages, (row) => ({ ...row, account: slugOf(row.accountId) }));
  }

  /** A snapshot over all accounts is for callers who may see them all. */
  async streamMetrics(range: PerformanceRange, caller: Caller): Promise<AsyncGenerator<MetricRow[], void>> {
    const { accountIds, slugOf } = await this.scope.of(range.account, caller);
    const pages = this.snapshots.streamPages({ ...range, accountIds }, METRIC_PROPERTIES);
    return named(pages, (row) => ({
      ...row,
      account: row.accountId === null ? null : slugOf(row.accountId),
    }));
  }
}

async function* named<Row, Named>(
  pages: AsyncIterable<Row[]>,
  name: (row: Row) => Named,
): AsyncGenerator<Named[], void> {
  for await (const page of pages) {
    yield page.map(name);
  }
}
