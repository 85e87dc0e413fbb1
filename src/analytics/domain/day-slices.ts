import { type TradingCalendar, tradingDayOf } from '../../accounts/domain/trading-calendar.js';
import type { Day } from '../../common/day.js';
import type { ClosedTrade } from './closed-trade.js';
import { addTrade, emptySegment, merge, sealDay, type Segment } from './segment.js';
import { type Slice, sliceValues } from './slices.js';

/** Segments by slice and value. */
export type SliceSegments = Map<Slice, Map<string, Segment>>;

/** Trades in order of exit, by trading day; the days are in order as well. */
export function byTradingDay(
  trades: Iterable<ClosedTrade>,
  calendar: TradingCalendar,
): Map<Day, ClosedTrade[]> {
  const days = new Map<Day, ClosedTrade[]>();
  for (const trade of trades) {
    const day = tradingDayOf(trade.exitTime, calendar);
    const list = days.get(day);
    if (list === undefined) {
      days.set(day, [trade]);
    } else {
      list.push(trade);
    }
  }
  return days;
}

/** The sealed segments of one trading day's trades, which are in order of exit. */
export function foldDay(
  trades: readonly ClosedTrade[],
  slices: readonly Slice[],
  calendar: TradingCalendar,
): SliceSegments {
  const folded: SliceSegments = new Map(slices.map((slice) => [slice, new Map<string, Segment>()]));
  for (const [slice, segments] of folded) {
    for (const trade of trades) {
      for (const value of sliceValues(trade, slice, calendar)) {
        addTrade(segmentIn(segments, value), trade);
      }
    }
    for (const [value, segment] of segments) {
      segments.set(value, sealDay(segment));
    }
  }
  return folded;
}

function segmentIn(segments: Map<string, Segment>, value: string): Segment {
  const known = segments.get(value);
  if (known !== undefined) {
    return known;
  }
  const fresh = emptySegment();
  segments.set(value, fresh);
  return fresh;
}

/** Continues each value's segment by the next period's. */
export function append(history: Map<string, Segment>, value: string, next: Segment): void {
  const before = history.get(value);
  history.set(value, before === undefined ? next : merge(before, next));
}
