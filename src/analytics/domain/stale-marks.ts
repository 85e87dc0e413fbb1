import { type TradingCalendar, tradingDayOf } from '../../accounts/domain/trading-calendar.js';
import { addDays, type Day } from '../../common/day.js';
import type { Instant } from '../../common/instant.js';

/*
 * Marks name UTC days, rollups trading days. A UTC day reaches into the trading day of its first and of its last
 * microsecond, and into those between.
 */

/** The trading days that the marked UTC days reach into, in order. */
export function tradingDaysOfMarks(marks: readonly Day[], calendar: TradingCalendar): Day[] {
  const days = new Set<Day>();
  for (const mark of marks) {
    const last = lastTradingDayOf(mark, calendar);
    for (let day = tradingDayOf(`${mark}T00:00:00.000000Z`, calendar); day <= last; day = addDays(day, 1)) {
      days.add(day);
    }
  }
  return [...days].sort();
}

/** The marks all of whose trading days are over: what is folded of them now will stay. */
export function dueMarks(marks: readonly Day[], calendar: TradingCalendar, now: Instant): Day[] {
  const today = tradingDayOf(now, calendar);
  return marks.filter((mark) => lastTradingDayOf(mark, calendar) < today);
}

function lastTradingDayOf(mark: Day, calendar: TradingCalendar): Day {
  return tradingDayOf(`${mark}T23:59:59.999999Z`, calendar);
}
