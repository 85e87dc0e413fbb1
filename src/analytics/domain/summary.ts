import type { Day } from '../../common/day.js';
import { dayCurves, dayMoments, type DayTotal, sumByDay } from './day-totals.js';
import { mergeAll, type Segment } from './segment.js';

/** Everything that the metrics of a set of trades are computed from. */
export interface Summary {
  segment: Segment;
  /** Trading days with a result, oldest first. */
  days: readonly DayTotal[];
  /**
   * Whether drawdowns and streaks follow the trades one by one. Several accounts' rollups have no common order of trades:
   * their drawdowns follow the days, and they have no streaks.
   */
  isPerTrade: boolean;
  /** The trading day of the money drawdown's bottom. */
  bottomDay: Day | null;
  /** Each trade's R in order, where they were read; null when the sums are all there is. */
  results: readonly number[] | null;
  /** Equity before the first trade in units of 1e-8; null when it is not known. */
  equityBefore: bigint | null;
}

/** One history of several accounts' histories, by their days. */
export function combineAccounts(
  histories: readonly { segment: Segment; days: readonly DayTotal[] }[],
): Pick<Summary, 'segment' | 'days'> {
  const days = sumByDay(histories.flatMap((history) => history.days));
  const merged = mergeAll(histories.map(({ segment }) => segment));
  return { segment: { ...merged, ...dayCurves(days), daily: dayMoments(days) }, days };
}
