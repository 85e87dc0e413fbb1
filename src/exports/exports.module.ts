import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PerformanceRowsModule } from '../analytics/performance-rows.module.js';
import { TradingModule } from '../trading/trading.module.js';
import { ExportTables } from './export-tables.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';

@Module({
  imports: [AccountsModule, TradingModule, PerformanceRowsModule],
  controllers: [ExportsController],
  providers: [ExportTables, ExportsService],
  exports: [ExportTables],
})
export class ExportsModule {}
