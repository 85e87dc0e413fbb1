import { fromMillis, type Instant, type InstantParse, parseInstant } from '../../common/instant.js';

const NUMBER = /^\d{1,16}(?:\.\d{1,9})?$/;
/** Below this a number is seconds (year 5138), from it on milliseconds (year 1973). */
const FIRST_MILLISECONDS = 1e11;
/** MetaTrader's "2023.06.15 10:30:00", which is the broker's wall clock. */
const METATRADER_TIME =
  /^(\d{4})\.(\d{2})\.(\d{2})[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * No alert is older or younger than this. The limits unmask numbers in other units: 20230615 would be a day in
 * August 1970, and microseconds a year far beyond 9999.
 */
const EARLIEST: Instant = '2000-01-01T00:00:00.000000Z';
const LATEST: Instant = '2100-01-01T00:00:00.000000Z';

/**
 * Reads an alert's time: ISO-8601 with a zone, Unix seconds or Unix milliseconds (as a number or text), or
 * MetaTrader's format. The last has no zone, and brokers run on several; without one in the text or in `utcOffset`
 * it is refused, since a guess would be hours off.
 *
 * @param utcOffset what the message says of its zone, for example "+03:00", "3" or "UTC"
 */
export function parseAlertTime(input: unknown, utcOffset: string | null = null): InstantParse {
  const text = typeof input === 'number' ? String(input) : input;
  if (typeof text !== 'string') {
    return parseInstant(text);
  }
  const trimmed = text.trim();
  const parsed = NUMBER.test(trimmed)
    ? fromUnix(Number(trimmed))
    : parseInstant(withZone(trimmed, utcOffset));
  if (!parsed.ok || (parsed.value >= EARLIEST && parsed.value < LATEST)) {
    return parsed;
  }
  return outOfRange(trimmed);
}

function fromUnix(number: number): InstantParse {
  const milliseconds = Math.round(number < FIRST_MILLISECONDS ? number * 1000 : number);
  return milliseconds < Date.parse(LATEST)
    ? { ok: true, value: fromMillis(milliseconds) }
    : outOfRange(String(number));
}

function outOfRange(text: string): InstantParse {
  return { ok: false, reason: `Expected a time between the years 2000 and 2100, was "${text.slice(0, 40)}"` };
}

function withZone(text: string, utcOffset: string | null): string {
  const match = METATRADER_TIME.exec(text);
  if (match === null) {
    return text;
  }
  const [, year = '', month = '', day = '', time = '', zone] = match;
  return `${year}-${month}-${day}T${time}${zone ?? isoOffset(utcOffset)}`;
}

/** "+03:00", "+0300", "3", "-5" or "UTC" as an ISO offset; empty when it says nothing usable. */
function isoOffset(offset: string | null): string {
  const text = (offset ?? '').trim().toUpperCase();
  if (['Z', 'UTC', 'GMT'].includes(text)) {
    return 'Z';
  }
  const match = /^(?:UTC|GMT)?([+-]?)(\d{1,2})(?::?(\d{2}))?$/.exec(text);
  return match
    ? `${match[1] === '-' ? '-' : '+'}${(match[2] ?? '').padStart(2, '0')}:${match[3] ?? '00'}`
    : '';
}
