import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { marketSessionOf } from '../../src/accounts/domain/session.js';
import {
  rangeOfDay,
  rangeOfDays,
  tradingCalendar,
  tradingDayOf,
  tradingWeekOf,
  wallHourOf,
} from '../../src/accounts/domain/trading-calendar.js';
import { addDays, DAY_MS, dayNumberOf, dayOfNumber, HOUR_MS, weekdayOfDay } from '../../src/common/day.js';
import { fromMillis, parseInstant, toMillis } from '../../src/common/instant.js';

const chicago = tradingCalendar({ timeZone: 'America/Chicago', dayStart: '17:00' });
const newYork = tradingCalendar({ timeZone: 'America/New_York', dayStart: '00:00' });
const prague = tradingCalendar({ timeZone: 'Europe/Prague', dayStart: '00:00' });

const FIRST = dayNumberOf('1995-01-01');
const LAST = dayNumberOf('2037-12-31');
/** Zones whose clocks change at midnight, across midnight, by half an hour, or left out a day. */
const ZONES = [
  ...['America/Chicago', 'America/New_York', 'Europe/Prague', 'UTC', 'Asia/Kolkata'],
  ...['America/St_Johns', 'America/Havana', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Casablanca'],
  ...['Pacific/Apia', 'Asia/Beirut', 'Europe/Moscow', 'Pacific/Chatham'],
];
const anyCalendar = fc
  .record({
    timeZone: fc.constantFrom(...ZONES),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.constantFrom('00', '01', '30'),
  })
  .map(({ timeZone, hour, minute }) =>
    tradingCalendar({ timeZone, dayStart: `${String(hour).padStart(2, '0')}:${minute}` }),
  );
const anyDay = fc.integer({ min: FIRST, max: LAST }).map(dayOfNumber);
const anyMillis = fc.integer({ min: FIRST * DAY_MS, max: LAST * DAY_MS });

const at = (text: string) => {
  const parsed = parseInstant(text);
  if (!parsed.ok) {
    throw new Error(parsed.reason);
  }
  return parsed.value;
};
const hoursOf = (day: string, calendar: typeof chicago) => {
  const { from, to } = rangeOfDay(day, calendar);
  return (toMillis(to) - toMillis(from)) / HOUR_MS;
};

describe('a trading day', () => {
  it('holds the instants that belong to it, and no other', () => {
    fc.assert(
      fc.property(anyCalendar, anyMillis, (calendar, millis) => {
        const instant = fromMillis(millis);
        const { from, to } = rangeOfDay(tradingDayOf(instant, calendar), calendar);
        expect(from <= instant && instant < to).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('begins where the day before ends', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, (calendar, day) => {
        const [before, range] = [rangeOfDay(addDays(day, -1), calendar), rangeOfDay(day, calendar)];
        expect(before.to).toBe(range.from);
        expect(range.from <= range.to).toBe(true);
        expect(rangeOfDays(addDays(day, -1), day, calendar)).toEqual({ from: before.from, to: range.to });
      }),
    );
  });

  it('has its first and its last instant inside, around every change of the clocks as well', () => {
    const strays: string[] = [];
    for (const timeZone of ZONES) {
      const calendar = tradingCalendar({ timeZone, dayStart: '01:30' });
      for (let number = dayNumberOf('2005-01-01'); number < dayNumberOf('2015-01-01'); number += 1) {
        const day = dayOfNumber(number);
        const { from, to } = rangeOfDay(day, calendar);
        if (from < to) {
          const last = fromMillis(toMillis(to) - 1);
          const days = [tradingDayOf(from, calendar), tradingDayOf(last, calendar)];
          strays.push(...days.filter((held) => held !== day).map((held) => `${timeZone} ${day} ${held}`));
        }
      }
    }
    expect(strays).toEqual([]);
  });

  it('has 24 hours, 23 when the clocks go forward and 25 when they go back', () => {
    fc.assert(
      fc.property(fc.constantFrom(chicago, newYork, prague), anyDay, (calendar, day) => {
        expect([23, 24, 25]).toContain(hoursOf(day, calendar));
      }),
    );
    // 2026: America changes on 8 March and 1 November, Europe on 29 March and 25 October, always a Sunday.
    expect(hoursOf('2026-03-08', newYork)).toBe(23);
    expect(hoursOf('2026-11-01', newYork)).toBe(25);
    expect(hoursOf('2026-03-29', prague)).toBe(23);
    expect(hoursOf('2026-10-25', prague)).toBe(25);
    expect(hoursOf('2026-03-08', chicago)).toBe(23);
    expect(hoursOf('2026-03-09', chicago)).toBe(24);
    expect(hoursOf('2026-11-01', chicago)).toBe(25);
  });

  it('of a CME account begins at 17:00 in Chicago and bears the date on which it ends', () => {
    // 17:00 is 23:00Z in winter (UTC-6) and 22:00Z in summer (UTC-5).
    expect(tradingDayOf(at('2026-03-06T22:59:59.999999Z'), chicago)).toBe('2026-03-06');
    expect(tradingDayOf(at('2026-03-06T23:00:00Z'), chicago)).toBe('2026-03-07');
    expect(tradingDayOf(at('2026-03-08T21:59:59.999999Z'), chicago)).toBe('2026-03-08');
    expect(tradingDayOf(at('2026-03-08T22:00:00Z'), chicago)).toBe('2026-03-09');
    expect(tradingDayOf(at('2026-11-01T22:59:59Z'), chicago)).toBe('2026-11-01');
    expect(tradingDayOf(at('2026-11-01T23:00:00Z'), chicago)).toBe('2026-11-02');
  });

  it('of a Prague account is the calendar date', () => {
    expect(tradingDayOf(at('2026-03-28T22:59:59Z'), prague)).toBe('2026-03-28');
    expect(tradingDayOf(at('2026-03-28T23:00:00Z'), prague)).toBe('2026-03-29');
    expect(tradingDayOf(at('2026-03-29T21:59:59Z'), prague)).toBe('2026-03-29');
    expect(tradingDayOf(at('2026-03-29T22:00:00Z'), prague)).toBe('2026-03-30');
    expect(tradingDayOf(at('2026-10-25T22:59:59Z'), prague)).toBe('2026-10-25');
    expect(tradingDayOf(at('2026-10-25T23:00:00Z'), prague)).toBe('2026-10-26');
  });

  it('does not come back when the clocks go back across midnight', () => {
    // St John's, 2010-11-07: 00:01 NDT became 23:01 NST of the 6th. The 7th had begun at 02:30Z.
    const stJohns = tradingCalendar({ timeZone: 'America/St_Johns', dayStart: '00:00' });
    expect(tradingDayOf(at('2010-11-07T02:29:59Z'), stJohns)).toBe('2010-11-06');
    expect(tradingDayOf(at('2010-11-07T02:30:30Z'), stJohns)).toBe('2010-11-07');
    expect(tradingDayOf(at('2010-11-07T03:00:00Z'), stJohns)).toBe('2010-11-07');
  });

  it('is empty for a date that the zone left out', () => {
    const apia = tradingCalendar({ timeZone: 'Pacific/Apia', dayStart: '00:00' });
    const { from, to } = rangeOfDay('2011-12-30', apia);
    expect(from).toBe(to);
  });
});

describe('the trading week', () => {
  it('begins on Sunday 17:00 in Chicago for a CME account, on both sides of a change of the clocks', () => {
    expect(tradingWeekOf(at('2026-03-08T21:59:59Z'), chicago)).toBe('2026-03-02');
    expect(tradingWeekOf(at('2026-03-08T22:00:00Z'), chicago)).toBe('2026-03-09');
    expect(tradingWeekOf(at('2026-11-01T22:59:59Z'), chicago)).toBe('2026-10-26');
    expect(tradingWeekOf(at('2026-11-01T23:00:00Z'), chicago)).toBe('2026-11-02');
  });

  it('is the ISO week for an account whose day begins at midnight', () => {
    expect(tradingWeekOf(at('2026-03-29T21:59:59Z'), prague)).toBe('2026-03-23');
    expect(tradingWeekOf(at('2026-03-29T22:00:00Z'), prague)).toBe('2026-03-30');
    fc.assert(fc.property(anyDay, (day) => weekdayOfDay(day) === (new Date(day).getUTCDay() || 7)));
  });
});

describe('the wall clock', () => {
  it('shows the same as the formatter of the platform', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), anyMillis, (timeZone, millis) => {
        const calendar = tradingCalendar({ timeZone, dayStart: '00:00' });
        const format = new Intl.DateTimeFormat('en-US', {
          timeZone,
          ...{ weekday: 'long', hour: 'numeric', hourCycle: 'h23' },
        });
        const parts = format.formatToParts(millis).map(({ type, value }) => [type, value] as const);
        const shown = Object.fromEntries(parts) as { weekday: string; hour: string };
        const { weekday, hour } = wallHourOf(fromMillis(millis), calendar);
        expect([WEEKDAYS[weekday - 1], hour]).toEqual([shown.weekday, Number(shown.hour)]);
      }),
    );
  });
});

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

describe('the session', () => {
  it.each([
    ['2026-01-14T07:59:59Z', 'ASIA'],
    ['2026-01-14T08:00:00Z', 'LONDON'],
    ['2026-01-14T12:59:59Z', 'LONDON'],
    ['2026-01-14T13:00:00Z', 'NEW_YORK'],
    ['2026-01-14T21:59:59Z', 'NEW_YORK'],
    ['2026-01-14T22:00:00Z', 'ASIA'],
    // Between 8 and 29 March 2026 New York is already on summer time and London is not.
    ['2026-03-10T12:00:00Z', 'NEW_YORK'],
    ['2026-03-10T07:59:59Z', 'ASIA'],
    ['2026-07-14T07:00:00Z', 'LONDON'],
    ['2026-07-14T12:00:00Z', 'NEW_YORK'],
    ['2026-07-14T21:00:00Z', 'ASIA'],
  ])('at %s is %s', (instant, session) => {
    expect(marketSessionOf(at(instant))).toBe(session);
  });
});
