import { Injectable } from '@nestjs/common';
import { FillRepository } from './persistence/fill.repository.js';
import { SignalRepository } from './persistence/signal.repository.js';
import { TradeRepository } from './persistence/trade.repository.js';

/** The repositories that a batch of fills writes through. */
@Injectable()
export class FillRepositories {
  constructor(
    readonly fills: FillRepository,
    readonly trades: TradeRepository,
    readonly signals: SignalRepository,
  ) {}
}
