import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { TradingModule } from '../trading/trading.module.js';
import { ExportsController } from './exports.controller.js';
import { ExportsService } from './exports.service.js';

@Module({
  imports: [AccountsModule, TradingModule],
  controllers: [ExportsController],
  providers: [ExportsService],
})
export class ExportsModule {}
