import type { Day } from '../../common/day.js';
import { addStep, type Curve, emptyCurve } from './curve.js';
import { addMoments, type DailyMoments, emptyMoments, momentsOf } from './daily-moments.js';

/** What one trading day brought. */
export interface DayTotal {
  day: Day;
  /** Units of 1e-8. */
  net: bigint;
  /** Units of 1e-12; null when none of the day's trades has a result in R. */
  r: bigint | null;
}

/** The days of several accounts by date, in order. Accounts in different zones meet on the date of their own trading day. */
export function sumByDay(days: Iterable<DayTotal>): DayTotal[] {
  const byDay = new Map<Day, DayTotal>();
  for (const { day, net, r } of days) {
    const known = byDay.get(day);
    if (known === undefined) {
      byDay.set(day, { day, net, r });
    } else {
      known.net += net;
      known.r = r === null ? known.r : r + (known.r ?? 0n);
    }
  }
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

export function dayMoments(days: readonly DayTotal[]): DailyMoments {
  const moments = emptyMoments();
  for (const { net, r } of days) {
    addMoments(moments, momentsOf(net, r ?? 0n, r === null ? 0 : 1));
  }
  return moments;
}

/** The curves of the days' closing values: what several accounts have in common, since their trades are not in one row. */
export function dayCurves(days: readonly DayTotal[]): { money: Curve; r: Curve } {
  const curves = { money: emptyCurve(), r: emptyCurve() };
  for (const { day, net, r } of days) {
    addStep(curves.money, net, day);
    if (r !== null) {
      addStep(curves.r, r, day);
    }
  }
  return curves;
}

/**
 * The first day, from the one of the drawdown's bottom on, that closes at the peak or above it; null while it has not
 * recovered. Judged by the day's close, whatever it touched within the day.
 */
export function recoveredOn(days: readonly DayTotal[], bottom: Day, peak: bigint): Day | null {
  let total = 0n;
  for (const { day, net } of days) {
    total += net;
    if (day >= bottom && total >= peak) {
      return day;
    }
  }
  return null;
}
