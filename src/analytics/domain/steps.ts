import type { Instant } from '../../common/instant.js';
import type { ClosedTrade } from './closed-trade.js';
import { toFine } from './closed-trade.js';
import { type Curve, emptyCurve } from './curve.js';
import type { Stretch } from './curve-points.js';
import type { Segment } from './segment.js';

/** Which of a trade's results a curve adds up. */
export type Amount = 'net' | 'gross' | 'R';

/** Result of a trade in units of its amount; null for trades that are not in the curve. */
export function resultOf(trade: ClosedTrade, amount: Amount): bigint | null {
  if (trade.winLoss === null) {
    return null;
  }
  if (amount === 'R') {
    return trade.resultR === null ? null : toFine(trade.resultR);
  }
  return trade[amount];
}

/** The trades of a curve, in steps: consecutive trades for which `stepOf` says the same are one. */
export function stepsOf(
  trades: readonly ClosedTrade[],
  amount: Amount,
  stepOf: (trade: ClosedTrade) => unknown,
): Stretch[] {
  const steps: { key: unknown; total: bigint; count: number; at: Instant }[] = [];
  for (const trade of trades) {
    const [result, key] = [resultOf(trade, amount), stepOf(trade)];
    const step = steps.at(-1);
    if (result === null) {
      continue;
    }
    if (step !== undefined && step.key === key) {
      step.total += result;
      step.count += 1;
      step.at = trade.exitTime;
    } else {
      steps.push({ key, total: result, count: 1, at: trade.exitTime });
    }
  }
  return steps.map(({ total, count, at }) => ({ curve: stepCurve(total, count, at), lastAt: at }));
}

/**
 * A day's trades as one stretch. With `isWhole` the day knows the extremes within; otherwise, and for gross, of which
 * segments keep the sum alone, it is one step. Null for a day without a trade in the curve.
 */
export function dayStretch(segment: Segment, amount: Amount, isWhole: boolean): Stretch | null {
  const curve = amount === 'R' ? segment.r : segment.money;
  const lastAt = segment.extremes.lastExit;
  if (curve.count === 0 || lastAt === null) {
    return null;
  }
  if (isWhole && amount !== 'gross') {
    return { curve, lastAt };
  }
  const total = amount === 'gross' ? segment.sums.gross : curve.total;
  return { curve: stepCurve(total, curve.count, lastAt), lastAt };
}

/** A curve that goes to `total` in one step, although `count` trades made it. */
function stepCurve(total: bigint, count: number, at: Instant): Curve {
  const start = emptyCurve();
  const end = { index: count, at };
  return {
    ...{ ...start, count, total },
    ...(total > 0n ? { high: total, highAt: end } : {}),
    ...(total < 0n ? { low: total, lowAt: end, drawdown: -total, drawdownTo: end } : {}),
  };
}
