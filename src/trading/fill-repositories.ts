import { Injectable } from '@nestjs/common';
import { EquityReader } from '../accounts/equity-reader.js';
import { LatestTrades } from './latest-trades.js';
import { FillRepository } from './persistence/fill.repository.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { TradeRepository } from './persistence/trade.repository.js';

/** What a batch of fills reads from and writes through. */
@Injectable()
export class FillRepositories {
  constructor(
    readonly fills: FillRepository,
    readonly trades: TradeRepository,
    readonly signals: SignalRepository,
    readonly latest: LatestTrades,
    readonly equity: EquityReader,
  ) {}
}
