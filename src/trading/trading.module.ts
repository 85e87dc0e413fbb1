import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.js';
import { EventsModule } from '../events/events.module.js';
import { InstrumentsModule } from '../instruments/instruments.module.js';
import { BookRebuilder } from './book-rebuilder.js';
import { ClosedTrades } from './closed-trades.js';
import { CumulativeReports } from './cumulative-reports.js';
import { FillApplier } from './fill-applier.js';
import { FillRecorder } from './fill-recorder.js';
import { FillRepositories } from './fill-repositories.js';
import { FillsController } from './fills.controller.js';
import { FillsService } from './fills.service.js';
import { LatestTrades } from './latest-trades.js';
import { ClosedTradeRepository } from './persistence/closed-trade.repository.js';
import { FillRepository } from './persistence/fill.repository.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { StaleDayRepository } from './persistence/stale-day.repository.js';
import { TradeBinsRepository } from './persistence/trade-bins.repository.js';
import { TradeChangeRepository } from './persistence/trade-change.repository.js';
import { TradeRepository } from './persistence/trade.repository.js';
import { SignalLinker } from './signal-linker.js';
import { SignalRecorder } from './signal-recorder.js';
import { SignalsController } from './signals.controller.js';
import { SignalsService } from './signals.service.js';
import { TradeCloser } from './trade-closer.js';
import { TradeEditor } from './trade-editor.js';
import { TradeReader } from './trade-reader.js';
import { TradeRecorder } from './trade-recorder.js';
import { TradesController } from './trades.controller.js';
import { TradesService } from './trades.service.js';

@Module({
  imports: [AccountsModule, InstrumentsModule, EventsModule],
  controllers: [SignalsController, FillsController, TradesController],
  providers: [
    ...[
      TradeRepository,
      StaleDayRepository,
      ClosedTradeRepository,
      TradeBinsRepository,
      TradeChangeRepository,
      FillRepository,
      SignalRepository,
      FillRepositories,
      LatestTrades,
    ],
    ...[FillRecorder, FillApplier, BookRebuilder, CumulativeReports, FillsService],
    ...[SignalRecorder, SignalLinker, SignalsService],
    ...[TradeRecorder, TradeCloser, TradeEditor, TradeReader, TradesService, ClosedTrades],
  ],
  exports: [SignalsService, FillsService, TradesService, TradeReader, ClosedTrades],
})
export class TradingModule {}
