import { unitsToMoney } from '../common/decimal.js';
import { addDays, type Day, weekdayOfDay, weekOfDay } from '../common/day.js';
import type { DayPart } from './day-histories.js';
import { fineToNumber } from './domain/closed-trade.js';
import { dayFigures } from './domain/day-figures.js';
import { lastDayOfMonth } from './domain/range-cover.js';
import { emptySegment, mergeAll, type Segment, tradesIn } from './domain/segment.js';
import type { CalendarDayView, CalendarView } from './performance.dto.js';
import { groupDays } from './performance-periods.js';

/** A month as a wall calendar shows it: every date, with the weeks' sums beside them. */
export function calendarOf(
  month: string,
  history: readonly DayPart[],
): Omit<CalendarView, 'account' | 'currency'> {
  const parts = history.filter(({ day }) => day.startsWith(month));
  const byDay = new Map(parts.map(({ day, segment }) => [day, segment]));
  const days = datesOf(month).map((day) => dayView(day, byDay.get(day) ?? emptySegment()));
  const weeks = [...groupDays(parts, weekOfDay)].map(([week, own]) => ({
    week,
    ...totals(mergeAll(own.map(({ segment }) => segment))),
  }));
  return { month, days, weeks, total: dayFigures(mergeAll(parts.map(({ segment }) => segment))) };
}

function datesOf(month: string): Day[] {
  const last = lastDayOfMonth(month);
  return Array.from({ length: Number(last.slice(8)) }, (_, index) => addDays(`${month}-01`, index));
}

function dayView(date: Day, segment: Segment): CalendarDayView {
  const trades = tradesIn(segment);
  return {
    date,
    weekday: weekdayOfDay(date),
    ...totals(segment),
    winRate: trades === 0 ? null : segment.sums.wins / trades,
  };
}

function totals(segment: Segment) {
  return {
    trades: tradesIn(segment),
    netProfit: unitsToMoney(segment.sums.net),
    pnlR: fineToNumber(segment.r.total),
  };
}
