import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PerformanceRows } from './performance-rows.js';
import { PerformanceRowsRepository } from './persistence/performance-rows.repository.js';

/** Stored days and metrics, for those who only read them. */
@Module({
  imports: [AccountsModule],
  providers: [PerformanceRowsRepository, PerformanceRows],
  exports: [PerformanceRows],
})
export class PerformanceRowsModule {}
