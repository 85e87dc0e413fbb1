import type { Instant } from '../../common/instant.js';

/** A point of a curve: how many of the curve's trades lie up to it, and when the last of them ended. */
export interface CurvePoint {
  /** 0 is the start, before any trade. */
  index: number;
  at: Instant | null;
}

/**
 * A cumulative curve seeded at 0: the equity of a run of trades, in money (units of 1e-8) or in R (units of 1e-12).
 *
 * Two adjacent curves merge exactly. The deepest fall of both together lies in the first, in the second, or goes from
 * the first's highest to the second's lowest point, and nothing else of a curve is needed to tell which. Among equal
 * peaks and among equal falls the first counts, so that merging is associative in its points as well.
 */
export interface Curve {
  count: number;
  total: bigint;
  /** Highest value, at least 0. */
  high: bigint;
  highAt: CurvePoint;
  /** Lowest value, at most 0. */
  low: bigint;
  lowAt: CurvePoint;
  /** Deepest fall from a peak: not negative. */
  drawdown: bigint;
  /** Value of the peak from which it fell. */
  drawdownPeak: bigint;
  drawdownFrom: CurvePoint;
  drawdownTo: CurvePoint;
}

const START: CurvePoint = { index: 0, at: null };

export function emptyCurve(): Curve {
  return {
    count: 0,
    total: 0n,
    high: 0n,
    highAt: START,
    low: 0n,
    lowAt: START,
    drawdown: 0n,
    drawdownPeak: 0n,
    drawdownFrom: START,
    drawdownTo: START,
  };
}

/** Adds a step in place. */
export function addStep(curve: Curve, step: bigint, at: Instant): void {
  curve.count += 1;
  curve.total += step;
  const { total, count } = curve;
  if (total > curve.high) {
    curve.high = total;
    curve.highAt = { index: count, at };
  }
  if (total < curve.low) {
    curve.low = total;
    curve.lowAt = { index: count, at };
  }
  const fall = curve.high - total;
  if (fall > curve.drawdown) {
    curve.drawdown = fall;
    curve.drawdownPeak = curve.high;
    curve.drawdownFrom = curve.highAt;
    curve.drawdownTo = { index: count, at };
  }
}

/** The curve of `first` continued by `second`. */
export function mergeCurves(first: Curve, second: Curve): Curve {
  const shifted = (point: CurvePoint): CurvePoint => ({ index: point.index + first.count, at: point.at });
  const isHigher = first.total + second.high > first.high;
  const isLower = first.total + second.low < first.low;
  return {
    count: first.count + second.count,
    total: first.total + second.total,
    high: isHigher ? first.total + second.high : first.high,
    highAt: isHigher ? shifted(second.highAt) : first.highAt,
    low: isLower ? first.total + second.low : first.low,
    lowAt: isLower ? shifted(second.lowAt) : first.lowAt,
    ...deepestFall(first, second),
  };

  function deepestFall(a: Curve, b: Curve) {
    const across = a.high - (a.total + b.low);
    if (a.drawdown >= across && a.drawdown >= b.drawdown) {
      const { drawdown, drawdownPeak, drawdownFrom, drawdownTo } = a;
      return { drawdown, drawdownPeak, drawdownFrom, drawdownTo };
    }
    // Equal falls: the one whose bottom comes first. At the same bottom it is the same fall, seen from its true peak.
    const goesAcross = across > b.drawdown || (across === b.drawdown && b.lowAt.index <= b.drawdownTo.index);
    return goesAcross
      ? {
          drawdown: across,
          drawdownPeak: a.high,
          drawdownFrom: a.highAt,
          drawdownTo: shifted(b.lowAt),
        }
      : {
          drawdown: b.drawdown,
          drawdownPeak: a.total + b.drawdownPeak,
          drawdownFrom: shifted(b.drawdownFrom),
          drawdownTo: shifted(b.drawdownTo),
        };
  }
}

/** How far the curve lies below its peak now: not negative. */
export function currentDrawdown(curve: Curve): bigint {
  return curve.high - curve.total;
}
