import { decodeCursor, encodeCursor } from '../common/cursor.js';
import type { Day } from '../common/day.js';

/** The days of a half-open range; an end that is left out is open. */
export function within<T extends { day: Day }>(
  days: readonly T[],
  { from, to }: { from?: Day; to?: Day },
): T[] {
  return days.filter(({ day }) => (from === undefined || day >= from) && (to === undefined || day < to));
}

/** A page of days continues before this one. The cursor is that of every list, with the day's first instant in UTC. */
export function cursorOfDay(day: Day): string {
  return encodeCursor({ sort: `${day}T00:00:00.000000Z`, id: 0 });
}

/** Throws `validation_failed` for anything but such a cursor. */
export function dayOfCursor(cursor: string): Day {
  return decodeCursor(cursor).sort.slice(0, 10);
}
