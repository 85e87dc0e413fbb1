import { Decimal, toMoney, type DecimalText, unitsToMoney } from '../../common/decimal.js';
import { fineToNumber } from './closed-trade.js';
import { type Segment, tradesIn } from './segment.js';

/**
 * What `daily_performance` says of a trading day, week, month or any other run of trades. Money is in the account's
 * currency; a result counts on the day of its exit. Figures without a base are null: no trades, no win rate.
 */
export interface DayFigures {
  /** Closed trades with a known result: the three below add up to it. */
  totalTrades: number;
  winningTrades: number;
  losingTrades: number;
  breakevenTrades: number;
  /** Closed trades that wait for a rate; in no other figure. */
  needsRateTrades: number;
  /** Σ net of the winners. */
  grossProfit: DecimalText;
  /** Σ net of the losers, as a positive magnitude. */
  grossLoss: DecimalText;
  netProfit: DecimalText;
  feesPaid: DecimalText;
  /** Winners ÷ trades, 0 to 1. */
  winRate: number | null;
  /** grossProfit ÷ grossLoss; null without losers. */
  profitFactor: number | null;
  /** Winners and no losers. */
  profitFactorInfinite: boolean;
  averageWin: DecimalText | null;
  /** Negative. */
  averageLoss: DecimalText | null;
  largestWin: DecimalText | null;
  /** Negative. */
  largestLoss: DecimalText | null;
  maxConsecutiveWins: number;
  maxConsecutiveLosses: number;
  averageDurationSeconds: number | null;
  /** Σ R of the trades that had a stop. */
  pnlR: number;
  /** The net is below 0; a flat day is not red. */
  isRedDay: boolean;
}

export function dayFigures(segment: Segment): DayFigures {
  const { sums, extremes, streaks } = segment;
  const trades = tradesIn(segment);
  return {
    totalTrades: trades,
    winningTrades: sums.wins,
    losingTrades: sums.losses,
    breakevenTrades: sums.breakevens,
    needsRateTrades: sums.needsRate,
    grossProfit: unitsToMoney(sums.grossProfit),
    grossLoss: unitsToMoney(sums.grossLoss),
    netProfit: unitsToMoney(sums.net),
    feesPaid: unitsToMoney(sums.fees),
    winRate: trades === 0 ? null : sums.wins / trades,
    profitFactor: sums.grossLoss === 0n ? null : ratio(sums.grossProfit, sums.grossLoss),
    profitFactorInfinite: sums.grossLoss === 0n && sums.grossProfit > 0n,
    averageWin: average(sums.grossProfit, sums.wins),
    averageLoss: average(-sums.grossLoss, sums.losses),
    largestWin: moneyOrNull(extremes.largestWin),
    largestLoss: moneyOrNull(extremes.largestLoss),
    maxConsecutiveWins: streaks.longestWins,
    maxConsecutiveLosses: streaks.longestLosses,
    averageDurationSeconds: trades === 0 ? null : Number(sums.holdingMicros) / trades / 1e6,
    pnlR: fineToNumber(segment.r.total),
    isRedDay: sums.net < 0n,
  };
}

/** The quotient of two sums of money, correctly rounded to a double. */
export function ratio(numerator: bigint, denominator: bigint): number {
  return new Decimal(numerator.toString()).div(denominator.toString()).toNumber();
}

/** A mean of money, half-even to 8 decimals; null of nothing. */
export function average(total: bigint, count: number): DecimalText | null {
  return count === 0 ? null : toMoney(new Decimal(unitsToMoney(total)).div(count));
}

function moneyOrNull(units: bigint | null): DecimalText | null {
  return units === null ? null : unitsToMoney(units);
}
