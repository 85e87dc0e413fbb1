import { Injectable } from '@nestjs/common';
import type { Caller } from '../http/scopes.js';
import { TradeReader } from '../trading/trade-reader.js';
import type { TradeView } from '../trading/trade.view.dto.js';
import { judgePromotions, judgeScaleDown } from './domain/edge-promotion.js';
import type { EdgeTrade } from './domain/edge-trade.js';
import { watchEdge } from './domain/edge-watch.js';
import { DEFAULT_WINDOW, type EdgeQueryDto, type EdgeReportView } from './edge-watch.dto.js';

@Injectable()
export class EdgeWatchService {
  constructor(private readonly trades: TradeReader) {}

  /** Judges every rule over the latest closed trades of an account. Throws `unknown_account`, `account_forbidden`. */
  async report(
    { account, strategy, window = DEFAULT_WINDOW }: EdgeQueryDto,
    caller: Caller,
  ): Promise<EdgeReportView> {
    const filter = strategy === undefined ? { account } : { account, strategy };
    const trades = (await this.trades.latestClosed(filter, window, caller)).map(edgeTradeOf);
    return {
      account,
      strategy: strategy ?? null,
      window,
      sampleSize: trades.length,
      alerts: watchEdge(trades),
      scaling: judgeScaleDown(trades),
      promotions: judgePromotions(trades),
    };
  }
}

/** Ratios are doubles: nothing here is an amount that anybody books. */
function edgeTradeOf(trade: TradeView): EdgeTrade {
  const { entrySlippageTicks, exitSlippageTicks } = trade;
  return {
    resultR: trade.resultR,
    outcome: trade.winLoss ?? 'Breakeven',
    gross: Number(trade.plAmountGross ?? 0),
    fees: Number(trade.feesPaid),
    entrySlippageTicks: entrySlippageTicks === null ? null : Number(entrySlippageTicks),
    exitSlippageTicks: exitSlippageTicks === null ? null : Number(exitSlippageTicks),
    ruleBreaks: trade.ruleBreaks,
  };
}
