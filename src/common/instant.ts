/**
 * An instant in UTC as ISO-8601 text of fixed width, "2026-11-21T01:09:15.123456Z".
 * Fixed width makes text order time order on SQLite, and microseconds are what timestamptz(6) keeps.
 */
export type Instant = string;

const INSTANT_PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$/;

export type InstantParse = { ok: true; value: Instant } | { ok: false; reason: string };

/**
 * Reads an ISO-8601 instant with a zone ("Z" or an offset). Digits beyond a microsecond are cut off.
 * A time without a zone is refused: guessing the server's zone is how journals end up hours wrong.
 */
export function parseInstant(input: unknown): InstantParse {
  if (typeof input !== 'string') {
    return { ok: false, reason: 'Expected an ISO-8601 instant such as "2026-03-02T14:31:05Z"' };
  }
  const match = INSTANT_PATTERN.exec(input.trim());
  if (!match) {
    return {
      ok: false,
      reason: `Expected an ISO-8601 instant such as "2026-03-02T14:31:05Z", was "${input.slice(0, 40)}"`,
    };
  }
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone] = match;
  if (zone === undefined) {
    return {
      ok: false,
      reason: `Expected a zone ("Z" or an offset such as "+02:00"), was "${input.slice(0, 40)}"`,
    };
  }
  const offset =
    zone.toUpperCase() === 'Z' ? 'Z' : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const wall = `${String(year)}-${String(month)}-${String(day)}`;
  const milliseconds = Date.parse(`${wall}T${String(hour)}:${String(minute)}:${second}${offset}`);
  if (Number.isNaN(milliseconds) || !isCalendarDate(wall) || !isWithinEra(milliseconds)) {
    return { ok: false, reason: `Expected a valid date and time, was "${input.slice(0, 40)}"` };
  }
  return { ok: true, value: fromParts(milliseconds, fraction.padEnd(6, '0').slice(0, 6)) };
}

const ERA_START = Date.UTC(1900, 0, 1);
const ERA_END = Date.UTC(3000, 0, 1);

/** Years of four digits that both databases can store; nothing was traded electronically outside of them. */
function isWithinEra(milliseconds: number): boolean {
  return milliseconds >= ERA_START && milliseconds < ERA_END;
}

/** Date.parse accepts 2026-02-30 and rolls it over; a journal must not. */
function isCalendarDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

function fromParts(wholeSecondMs: number, microseconds: string): Instant {
  return `${new Date(wholeSecondMs).toISOString().slice(0, 19)}.${microseconds}Z`;
}

/** Milliseconds since the epoch as an instant. */
export function fromMillis(milliseconds: number): Instant {
  return `${new Date(milliseconds).toISOString().slice(0, -1)}000Z`;
}

/** Milliseconds since the epoch, the microseconds kept as a fraction. */
export function toMillis(instant: Instant): number {
  return Date.parse(`${instant.slice(0, 19)}Z`) + Number(instant.slice(20, 26)) / 1000;
}

/** Exact microseconds between two instants. */
export function microsBetween(from: Instant, to: Instant): number {
  const seconds = (Date.parse(`${to.slice(0, 19)}Z`) - Date.parse(`${from.slice(0, 19)}Z`)) * 1000;
  return seconds + Number(to.slice(20, 26)) - Number(from.slice(20, 26));
}
