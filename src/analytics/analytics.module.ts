import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TradingModule } from '../trading/trading.module.js';
import { BreakdownService } from './breakdown.service.js';
import { DailyBook } from './daily-book.js';
import { HistoryReader } from './history-reader.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsSnapshotsService } from './metrics-snapshots.service.js';
import { MetricsService } from './metrics.service.js';
import { DailyPerformanceRepository } from './persistence/daily-performance.repository.js';
import { PerformanceMetricsRepository } from './persistence/performance-metrics.repository.js';
import { RollupStateRepository } from './persistence/rollup-state.repository.js';
import { RollupRepository } from './persistence/rollup.repository.js';
import { RollingService } from './rolling.service.js';
import { RollupAuditor } from './rollup-auditor.js';
import { RollupFolder } from './rollup-folder.js';
import { SelectedTrades } from './selected-trades.js';
import { Summaries } from './summaries.js';
import { TradeSelections } from './trade-selection.js';

@Module({
  imports: [AccountsModule, TradingModule],
  controllers: [MetricsController],
  providers: [
    ...[RollupRepository, RollupStateRepository, RollupFolder, RollupAuditor, HistoryReader],
    ...[DailyPerformanceRepository, DailyBook],
    ...[SelectedTrades, TradeSelections, Summaries],
    ...[MetricsService, BreakdownService, RollingService],
    ...[PerformanceMetricsRepository, MetricsSnapshotsService],
  ],
  exports: [
    ...[HistoryReader, RollupFolder, RollupAuditor, RollupStateRepository],
    ...[DailyBook, MetricsService],
  ],
})
export class AnalyticsModule {}
