import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import { Clock } from '../common/clock.js';
import type { Page } from '../common/cursor.js';
import { ForbiddenError } from '../common/errors.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import type { PageQueryDto } from '../http/page-query.dto.js';
import type { Caller } from '../http/scopes.js';
import { DEFAULT_WINDOW, type SaveMetricsDto } from './metrics.dto.js';
import { MetricsService } from './metrics.service.js';
import type { MetricsSnapshotView, MetricsView } from './metrics.view.dto.js';
import { PerformanceMetrics } from './persistence/performance-metrics.entity.js';
import { PerformanceMetricsRepository } from './persistence/performance-metrics.repository.js';

/** Metrics as they were at a moment. */
@Injectable()
export class MetricsSnapshotsService {
  constructor(
    private readonly metrics: MetricsService,
    private readonly snapshots: PerformanceMetricsRepository,
    private readonly scope: AccountScope,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Saves the metrics of an account's last trades; without an account, of all accounts. Throws `account_forbidden`. */
  async save({ account, window }: SaveMetricsDto, caller: Caller): Promise<MetricsSnapshotView> {
    if (account === undefined && caller.accounts !== null) {
      throw new ForbiddenError('account_forbidden', 'This key is bound to accounts; name one of them');
    }
    const windowTrades = window ?? DEFAULT_WINDOW;
    const query = { window: String(windowTrades), ...(account === undefined ? {} : { account: [account] }) };
    const ref = account === undefined ? null : await this.scope.recordable(account, caller);
    const view = await this.metrics.metrics(query, caller);
    const row = {
      ...rowOf(view),
      accountId: ref?.accountId ?? null,
      windowTrades,
      timestamp: this.clock.now(),
    };
    const metricId = await this.unitOfWork.run(ref?.accountId ?? null, (tx) =>
      this.snapshots.insert(tx, { ...row, metricId: 0 }),
    );
    return viewOf({ ...row, metricId }, account ?? null);
  }

  /** Newest first. */
  async list(query: PageQueryDto, caller: Caller): Promise<Page<MetricsSnapshotView>> {
    const { accountIds, slugOf } = await this.scope.of(query.account, caller);
    return this.scope.page(query, {
      read: (limit, after) => this.snapshots.list(accountIds, limit, after),
      cursorOf: (row) => ({ sort: row.timestamp, id: row.metricId }),
      view: (row) => viewOf(row, row.accountId === null ? null : slugOf(row.accountId)),
    });
  }
}

/** The profit factor is that of R, as it is for accounts in any currency (spec 2.1). */
function rowOf(
  view: MetricsView,
): Omit<PerformanceMetrics, 'metricId' | 'accountId' | 'timestamp' | 'windowTrades'> {
  return {
    profitFactor: view.profitFactorR,
    expectedR: view.expectedR,
    winRate: view.winRate,
    winRateWilsonLb: view.winRateWilsonLb,
    maxDrawdownR: view.maxDrawdownR,
    currentDrawdownR: view.currentDrawdownR,
    costsPct: view.costsPct,
    totalTrades: view.totalTrades,
    totalWins: view.wins,
    totalLosses: view.losses,
    avgWinR: view.avgWinR,
    avgLossR: view.avgLossR,
  };
}

function viewOf(
  { accountId: _accountId, ...row }: PerformanceMetrics,
  account: string | null,
): MetricsSnapshotView {
  return { ...row, account };
}
