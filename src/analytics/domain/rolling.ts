import type { Instant } from '../../common/instant.js';
import { type ClosedTrade, fineToNumber, toFine } from './closed-trade.js';
import { profitFactor } from './ratios.js';

/** The metrics of `size` trades that end with this one. */
export interface RollingPoint {
  tradeId: number;
  exitTime: Instant;
  winRate: number;
  /** Null when none of the trades has a result in R. */
  expectedR: number | null;
  profitFactorR: number | null;
  /** Units of 1e-8. */
  net: bigint;
}

/**
 * A window of fixed size that moves trade by trade, oldest exit first. What leaves is subtracted, which is exact since all
 * sums are integers. Trades that wait for a rate are passed over.
 */
export function rollingPoints(trades: readonly ClosedTrade[], size: number): RollingPoint[] {
  const known = trades.filter(({ winLoss }) => winLoss !== null);
  const sums = { wins: 0, rTrades: 0, rProfit: 0n, rLoss: 0n, net: 0n };
  const move = (trade: ClosedTrade, sign: 1 | -1): void => {
    const r = trade.resultR === null ? 0n : toFine(trade.resultR) * BigInt(sign);
    const isProfit = trade.resultR !== null && trade.resultR > 0;
    sums.wins += trade.winLoss === 'Win' ? sign : 0;
    sums.rTrades += trade.resultR === null ? 0 : sign;
    sums.rProfit += isProfit ? r : 0n;
    sums.rLoss -= isProfit ? 0n : r;
    sums.net += trade.net * BigInt(sign);
  };
  const points: RollingPoint[] = [];
  for (const [index, trade] of known.entries()) {
    move(trade, 1);
    const leaving = known[index - size];
    if (leaving !== undefined) {
      move(leaving, -1);
    }
    if (index >= size - 1) {
      points.push({
        tradeId: trade.tradeId,
        exitTime: trade.exitTime,
        winRate: sums.wins / size,
        expectedR: sums.rTrades === 0 ? null : fineToNumber(sums.rProfit - sums.rLoss) / sums.rTrades,
        profitFactorR: profitFactor(sums.rProfit, sums.rLoss).value,
        net: sums.net,
      });
    }
  }
  return points;
}
