import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PerformanceRows } from './performance-rows.js';
import { DailyPerformanceRepository } from './persistence/daily-performance.repository.js';
import { PerformanceMetricsRepository } from './persistence/performance-metrics.repository.js';

/** Stored days and metrics, for those who only read them. */
@Module({
  imports: [AccountsModule],
  providers: [DailyPerformanceRepository, PerformanceMetricsRepository, PerformanceRows],
  exports: [PerformanceRows],
})
export class PerformanceRowsModule {}
