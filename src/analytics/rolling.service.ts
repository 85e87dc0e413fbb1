import { Injectable } from '@nestjs/common';
import { unitsToMoney } from '../common/decimal.js';
import { InvalidInputError } from '../common/errors.js';
import type { Caller } from '../http/scopes.js';
import type { ClosedTrade } from './domain/closed-trade.js';
import { rollingPoints } from './domain/rolling.js';
import { DEFAULT_ROLLING_WINDOW, DEFAULT_WINDOW, MAX_WINDOW, type RollingQueryDto } from './metrics.dto.js';
import type { RollingView } from './metrics.view.dto.js';
import { SelectedTrades } from './selected-trades.js';
import { TradeSelections } from './trade-selection.js';

/** How metrics moved: the same window at every trade. */
@Injectable()
export class RollingService {
  constructor(
    private readonly selections: TradeSelections,
    private readonly selected: SelectedTrades,
  ) {}

  /** Throws `validation_failed` when the selection holds more than 10,000 trades. */
  async rolling(query: RollingQueryDto, caller: Caller): Promise<RollingView> {
    const selection = await this.selections.of(query, DEFAULT_ROLLING_WINDOW, caller);
    const size = query.size ?? DEFAULT_WINDOW;
    const trades: ClosedTrade[] = [];
    for await (const page of this.selected.read(selection)) {
      trades.push(...page.map(({ trade }) => trade));
      if (trades.length > MAX_WINDOW) {
        throw InvalidInputError.field(
          'window',
          'too_many_trades',
          `window: Expected at most ${MAX_WINDOW} trades, were more; narrow the window or the range`,
        );
      }
    }
    const hasMoney = new Set(selection.accounts.map(({ currency }) => currency)).size === 1;
    return {
      size,
      points: rollingPoints(trades, size).map(({ net, ...point }) => ({
        ...point,
        netProfit: hasMoney ? unitsToMoney(net) : null,
      })),
    };
  }
}
