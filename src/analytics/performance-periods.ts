import { rangeOfDays, type TradingCalendar } from '../accounts/domain/trading-calendar.js';
import { addDays, type Day } from '../common/day.js';
import type { DayPart } from './day-histories.js';
import { dayFigures } from './domain/day-figures.js';
import { lastDayOfMonth } from './domain/range-cover.js';
import { mergeAll } from './domain/segment.js';
import type { PeriodView } from './performance.dto.js';
import { dayResults } from './performance-summary.js';

/** Days in order, grouped into weeks or months. */
export function groupDays(days: readonly DayPart[], periodOf: (day: Day) => string): Map<string, DayPart[]> {
  const groups = new Map<string, DayPart[]>();
  for (const part of days) {
    const period = periodOf(part.day);
    const group = groups.get(period);
    if (group === undefined) {
      groups.set(period, [part]);
    } else {
      group.push(part);
    }
  }
  return groups;
}

/** The figures of each week or month that has a closed trade, newest first. */
export function periodsOf(
  days: readonly DayPart[],
  periodOf: (day: Day) => string,
  calendar: TradingCalendar,
): PeriodView[] {
  const periods = [...groupDays(days, periodOf)].map(([period, parts]) => {
    const { tradingDays, winningDays, losingDays } = dayResults(parts).counts;
    const { from, to } = periodRange(period, calendar);
    return {
      ...{ period, startsAt: from, endsAt: to, tradingDays, winningDays, losingDays },
      ...dayFigures(mergeAll(parts.map(({ segment }) => segment))),
    };
  });
  return periods.reverse();
}

/** The instants of a week, named by its Monday, or of a month. */
function periodRange(period: string, calendar: TradingCalendar) {
  if (period.length === 10) {
    return rangeOfDays(period, addDays(period, 6), calendar);
  }
  return rangeOfDays(`${period}-01`, lastDayOfMonth(period), calendar);
}
