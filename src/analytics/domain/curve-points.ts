import type { Instant } from '../../common/instant.js';
import { type Curve, emptyCurve, mergeCurves } from './curve.js';

/** A point of an equity curve: the sum of all results up to and with the trade that ended `at`. */
export interface EquityPoint {
  /** How many trades lie up to here; 0 is the start, before the first. */
  trades: number;
  /** Null at the start. */
  at: Instant | null;
  value: bigint;
}

/** A run of trades of a curve, in order: one trade, or a day of them. */
export interface Stretch {
  curve: Curve;
  /** Exit of its last trade. */
  lastAt: Instant;
}

/** The deepest point of a run below the highest point before it. */
export interface UnderwaterPoint {
  trades: number;
  at: Instant | null;
  /** Not positive. */
  drawdown: bigint;
  /** Value of the peak from which it is measured. */
  peak: bigint;
}

/** Fewest points that can show a curve: start, low, high, end. */
export const LEAST_POINTS = 4;

/**
 * An equity curve in at most `limit` points, all of which lie on the true curve. The stretches are dealt evenly into
 * buckets; of each the lowest and the highest point are kept, as well as the start and the end of the whole, so the
 * picture is the one that all points would draw at that width. Day stretches know their lowest and highest prefix, so a
 * curve of a million trades needs as many steps as it has days.
 *
 * Expects `limit` of at least `LEAST_POINTS`.
 */
export function equityPoints(stretches: readonly Stretch[], limit: number): EquityPoint[] {
  const points: EquityPoint[] = [{ trades: 0, at: null, value: 0n }];
  let before: EquityPoint = { trades: 0, at: null, value: 0n };
  for (const bucket of dealt(stretches, Math.floor((limit - 2) / 2))) {
    const curve = bucketCurve(bucket);
    const extremes = [pointAt(before, curve.lowAt, curve.low), pointAt(before, curve.highAt, curve.high)];
    const end = bucket.at(-1);
    before = {
      trades: before.trades + curve.count,
      at: end?.lastAt ?? before.at,
      value: before.value + curve.total,
    };
    pushInOrder(points, extremes);
  }
  pushInOrder(points, [before]);
  return points;
}

/**
 * How far the curve lies below its highest point so far, in at most `limit` points: of each bucket the deepest and the
 * last. Peaks are seeded at 0, so opening losses are a drawdown.
 */
export function underwaterPoints(stretches: readonly Stretch[], limit: number): UnderwaterPoint[] {
  const points: UnderwaterPoint[] = [{ trades: 0, at: null, drawdown: 0n, peak: 0n }];
  let [whole, peak] = [emptyCurve(), 0n];
  for (const bucket of dealt(stretches, Math.floor((limit - 1) / 2))) {
    const curve = bucketCurve(bucket);
    const fromOldPeak = peak - (whole.total + curve.low);
    const isOld = fromOldPeak >= curve.drawdown;
    const place = isOld ? curve.lowAt : curve.drawdownTo;
    const deepest = {
      trades: whole.count + place.index,
      at: place.at ?? points.at(-1)?.at ?? null,
      drawdown: isOld ? -fromOldPeak : -curve.drawdown,
      peak: isOld ? peak : whole.total + curve.drawdownPeak,
    };
    whole = mergeCurves(whole, curve);
    peak = whole.high;
    const last = {
      trades: whole.count,
      at: bucket.at(-1)?.lastAt ?? null,
      drawdown: whole.total - peak,
      peak,
    };
    pushInOrder(points, [deepest, last]);
  }
  return points;
}

function bucketCurve(bucket: readonly Stretch[]): Curve {
  return bucket.reduce((curve, stretch) => mergeCurves(curve, stretch.curve), emptyCurve());
}

/** Consecutive groups whose sizes differ by at most one. */
function dealt<T>(items: readonly T[], groups: number): T[][] {
  const count = Math.min(groups, items.length);
  return Array.from({ length: count }, (_, index) =>
    items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
  );
}

function pointAt(before: EquityPoint, place: Curve['lowAt'], value: bigint): EquityPoint {
  return {
    trades: before.trades + place.index,
    at: place.at ?? before.at,
    value: before.value + value,
  };
}

/** Adds points in order of time, those that are there already once. */
function pushInOrder<Point extends { trades: number }>(points: Point[], more: readonly Point[]): void {
  for (const point of [...more].sort((a, b) => a.trades - b.trades)) {
    if (point.trades > (points.at(-1)?.trades ?? -1)) {
      points.push(point);
    }
  }
}
