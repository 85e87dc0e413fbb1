import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TradingModule } from '../trading/trading.module.js';
import { AnalyticsModule } from './analytics.module.js';
import { AggregationService } from './aggregation.service.js';
import { ChartsController } from './charts.controller.js';
import { CurveChartsService } from './curve-charts.service.js';
import { DailyJob } from './daily-job.js';
import { DailyRuns } from './daily-runs.js';
import { DayAggregator } from './day-aggregator.js';
import { DayHistories } from './day-histories.js';
import { PerformanceController } from './performance.controller.js';
import { PerformanceService } from './performance.service.js';
import { DailyRunRepository } from './persistence/daily-run.repository.js';
import { DayRollupRepository } from './persistence/day-rollup.repository.js';
import { PortfolioController } from './portfolio.controller.js';
import { PortfolioService } from './portfolio.service.js';
import { SliceChartsService } from './slice-charts.service.js';
import { TradeChartsService } from './trade-charts.service.js';

@Module({
  imports: [AccountsModule, TradingModule, AnalyticsModule],
  controllers: [PerformanceController, ChartsController, PortfolioController],
  providers: [
    ...[DailyRunRepository, DayRollupRepository],
    ...[DayAggregator, DailyRuns, DailyJob, AggregationService],
    ...[DayHistories, PerformanceService, PortfolioService],
    ...[CurveChartsService, SliceChartsService, TradeChartsService],
  ],
  exports: [DayHistories],
})
export class PerformanceModule {}
