import { addDays, type Day } from '../../common/day.js';
import { periodOf } from './periods.js';

/** Trading days from `first` to `last`, both included. */
export interface DayRange {
  first: Day;
  last: Day;
}

/** Periods that together are a range of days, none of them twice. */
export interface RangeCover {
  years: string[];
  months: string[];
  days: DayRange[];
}

/**
 * The largest stored periods that make up a range: whole years, of the others whole months, of the others days. A period
 * with a day of `without` is not taken whole; its days are in `days` (those of `without` among them).
 */
export function coverOfRange(range: DayRange, without: readonly Day[]): RangeCover {
  const cover: RangeCover = { years: [], months: [], days: [] };
  const isSplit = (period: string): boolean => without.some((day) => day.startsWith(period));
  let day = range.first;
  while (day <= range.last) {
    const [year, month] = [periodOf(day, 'year'), periodOf(day, 'month')];
    const [endOfYear, endOfMonth] = [`${year}-12-31`, lastDayOfMonth(month)];
    if (day.endsWith('-01-01') && endOfYear <= range.last && !isSplit(year)) {
      cover.years.push(year);
      day = addDays(endOfYear, 1);
    } else if (day.endsWith('-01') && endOfMonth <= range.last && !isSplit(month)) {
      cover.months.push(month);
      day = addDays(endOfMonth, 1);
    } else {
      const last = endOfMonth < range.last ? endOfMonth : range.last;
      cover.days.push({ first: day, last });
      day = addDays(last, 1);
    }
  }
  return cover;
}

/** "2026-02" has its last day on 2026-02-28. */
export function lastDayOfMonth(month: string): Day {
  const next = addDays(`${month}-01`, 31);
  return addDays(`${next.slice(0, 7)}-01`, -1);
}
