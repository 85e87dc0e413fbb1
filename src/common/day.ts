/** A calendar date, "2026-03-02". Text order is time order. */
export type Day = string;

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Days since 1970-01-01. Expects a date that exists. */
export function dayNumberOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** Rebuilds name the same few thousand days a million times; ten thousand are 27 years. */
const MAX_NAMES = 10_000;
const names = new Map<number, Day>();

export function dayOfNumber(dayNumber: number): Day {
  const known = names.get(dayNumber);
  if (known !== undefined) {
    return known;
  }
  const name = new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
  if (names.size >= MAX_NAMES) {
    names.clear();
  }
  names.set(dayNumber, name);
  return name;
}

export function addDays(day: Day, count: number): Day {
  return dayOfNumber(dayNumberOf(day) + count);
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOfDay(day: Day): number {
  // 1970-01-01 was a Thursday.
  return mod(dayNumberOf(day) + 3, 7) + 1;
}

/** The Monday of the day's week, which names the week. */
export function weekOfDay(day: Day): Day {
  return addDays(day, 1 - weekdayOfDay(day));
}

/** "2026-03" */
export function monthOfDay(day: Day): string {
  return day.slice(0, 7);
}

/** True for a date that exists, from 1900 to 2999 as instants do: "2026-02-30" is none. */
export function isDay(text: string): boolean {
  if (!/^(19|2\d)\d{2}-\d{2}-\d{2}$/.test(text)) {
    return false;
  }
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The remainder that is never negative. */
export function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
