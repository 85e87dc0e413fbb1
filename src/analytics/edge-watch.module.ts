import { Module } from '@nestjs/common';
import { TradingModule } from '../trading/trading.module.js';
import { EdgeWatchController } from './edge-watch.controller.js';
import { EdgeWatchService } from './edge-watch.service.js';

/** Reports on the edge of an account: alerts, scaling, promotion. Nothing acts on them here. */
@Module({
  imports: [TradingModule],
  controllers: [EdgeWatchController],
  providers: [EdgeWatchService],
  exports: [EdgeWatchService],
})
export class EdgeWatchModule {}
