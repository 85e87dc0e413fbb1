import type { Instant } from '../../common/instant.js';
import type { TradeColumn } from './trade-columns.js';

/** The day of entry in the account's zone, "2026-03-02". */
export function entryDay(header: string): TradeColumn {
  return {
    header,
    kind: 'wall',
    needs: ['entryTime'],
    value: ({ trade, timeZone }) => localDay(trade.entryTime, timeZone),
  };
}

/** The wall-clock time of entry in the account's zone, "09:31:05". */
export function entryTime(header: string): TradeColumn {
  return {
    header,
    kind: 'wall',
    needs: ['entryTime'],
    value: ({ trade, timeZone }) => localTime(trade.entryTime, timeZone),
  };
}

export function localDay(instant: Instant, timeZone: string): string {
  // en-US writes "03/02/2026".
  const [month = '', day = '', year = ''] = clockOf(timeZone).day.format(Date.parse(instant)).split('/');
  return `${year}-${month}-${day}`;
}

export function localTime(instant: Instant, timeZone: string): string {
  return clockOf(timeZone).time.format(Date.parse(instant));
}

interface ZoneClock {
  day: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
}

/** Making a formatter costs about as much as fifty uses of it. The zones of the accounts bound the map. */
const clocks = new Map<string, ZoneClock>();

function clockOf(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone);
  if (known !== undefined) {
    return known;
  }
  const clock: ZoneClock = {
    day: new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
    time: new Intl.DateTimeFormat('en-US', {
      timeZone,
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    }),
  };
  clocks.set(timeZone, clock);
  return clock;
}
