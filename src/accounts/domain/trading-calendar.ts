import { DAY_MS, type Day, dayNumberOf, dayOfNumber, HOUR_MS, mod, weekOfDay } from '../../common/day.js';
import { fromMillis, type Instant } from '../../common/instant.js';
import { type ZoneClock, zoneClock } from './zone-clock.js';

/** Half-open range of instants. */
export interface InstantRange {
  from: Instant;
  to: Instant;
}

/** Where an instant stands on the wall clock of a zone. */
export interface WallHour {
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  /** 0 to 23. */
  hour: number;
}

/** What an account stores of its calendar. */
export interface CalendarSpec {
  /** IANA zone. */
  timeZone: string;
  /** Wall-clock start of the trading day, "17:00". */
  dayStart: string;
}

/**
 * The trading days of an account. They follow its wall clock, so they have 23 or 25 hours where the clocks change.
 *
 * A day bears the calendar date that holds most of it: with a start from noon on (17:00 in Chicago) the date on which it
 * ends, with an earlier one (00:00 in Prague) the date on which it begins. Days are contiguous: every instant is in
 * exactly one. Make one with `tradingCalendar`.
 */
export class TradingCalendar {
  readonly timeZone: string;
  readonly dayStart: string;
  readonly #clock: ZoneClock;
  /** Milliseconds to add to the wall clock so that its date becomes the trading day. */
  readonly #shift: number;

  constructor({ timeZone, dayStart }: CalendarSpec) {
    this.timeZone = timeZone;
    this.dayStart = dayStart;
    this.#clock = zoneClock(timeZone);
    const start = Number(dayStart.slice(0, 2)) * HOUR_MS + Number(dayStart.slice(3, 5)) * 60_000;
    this.#shift = start >= DAY_MS / 2 ? DAY_MS - start : -start;
  }

  dayOf(instant: Instant): Day {
    return dayOfNumber(this.#dayNumberAt(wholeMillis(instant)));
  }

  /** First instant of the day with that number (days since 1970). */
  startOf(dayNumber: number): number {
    return this.#clock.firstInstantAt(dayNumber * DAY_MS - this.#shift);
  }

  hourOf(instant: Instant): WallHour {
    const hours = Math.floor(this.#clock.wallOf(wholeMillis(instant)) / HOUR_MS);
    return { weekday: mod(Math.floor(hours / 24) + 3, 7) + 1, hour: mod(hours, 24) };
  }

  /** The start of the wall-clock hour that holds the instant; an hour that comes twice starts twice. */
  startOfHour(instant: Instant): Instant {
    const millis = wholeMillis(instant);
    return fromMillis(millis - mod(this.#clock.wallOf(millis), HOUR_MS));
  }

  #dayNumberAt(millis: number): number {
    const dayNumber = Math.floor((this.#clock.wallOf(millis) + this.#shift) / DAY_MS);
    if (!this.#clock.isUnsteadyAt(millis)) {
      return dayNumber;
    }
    // Clocks that go back across a day's start (00:01 to 23:01 in St John's until 2011) show yesterday's date again.
    return millis >= this.startOf(dayNumber + 1) ? dayNumber + 1 : dayNumber;
  }
}

/** The pairs of zone and start that accounts use bound the map. */
const calendars = new Map<string, TradingCalendar>();

export function tradingCalendar({ timeZone, dayStart }: CalendarSpec): TradingCalendar {
  const key = `${timeZone} ${dayStart}`;
  const known = calendars.get(key);
  if (known !== undefined) {
    return known;
  }
  const calendar = new TradingCalendar({ timeZone, dayStart });
  calendars.set(key, calendar);
  return calendar;
}

/** The trading day that holds the instant. */
export function tradingDayOf(instant: Instant, calendar: TradingCalendar): Day {
  return calendar.dayOf(instant);
}

/** The instants of a trading day. Empty for a date that the zone left out (Apia, 2011-12-30). */
export function rangeOfDay(day: Day, calendar: TradingCalendar): InstantRange {
  return rangeOfDays(day, day, calendar);
}

/** The instants of the trading days from `first` to `last`, both included. */
export function rangeOfDays(first: Day, last: Day, calendar: TradingCalendar): InstantRange {
  return {
    from: fromMillis(calendar.startOf(dayNumberOf(first))),
    to: fromMillis(calendar.startOf(dayNumberOf(last) + 1)),
  };
}

/**
 * The trading week of an instant, named by its Monday. It begins with Monday's trading day, which is Sunday 17:00 in
 * Chicago for a CME account and the ISO week for an account whose day starts at 00:00.
 */
export function tradingWeekOf(instant: Instant, calendar: TradingCalendar): Day {
  return weekOfDay(calendar.dayOf(instant));
}

/** Weekday and hour that the account's wall clock shows. */
export function wallHourOf(instant: Instant, calendar: TradingCalendar): WallHour {
  return calendar.hourOf(instant);
}

/**
 * Milliseconds since the epoch, without the microseconds, which no boundary has. An instant has a fixed width, and a
 * rebuild reads a million of them: taking the digits is several times as fast as Date.parse.
 */
function wholeMillis(instant: Instant): number {
  const digits = (from: number): number =>
    (instant.charCodeAt(from) - ZERO_CODE) * 10 + instant.charCodeAt(from + 1) - ZERO_CODE;
  return Date.UTC(
    digits(0) * 100 + digits(2),
    digits(5) - 1,
    digits(8),
    digits(11),
    digits(14),
    digits(17),
    digits(20) * 10 + instant.charCodeAt(22) - ZERO_CODE,
  );
}

const ZERO_CODE = 48;
