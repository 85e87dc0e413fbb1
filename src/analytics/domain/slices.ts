import { marketSessionOf } from '../../accounts/domain/session.js';
import { type TradingCalendar, wallHourOf } from '../../accounts/domain/trading-calendar.js';
import { microsBetween } from '../../common/instant.js';
import type { ClosedTrade } from './closed-trade.js';

/** By what closed trades are told apart. Each trade has one value per slice, except that it may have several tags. */
export const SLICES = [
  'all',
  'strategy',
  'regime',
  'symbol',
  'direction',
  'gear',
  'gearRegime',
  'exitReason',
  'tag',
  'weekday',
  'hour',
  'weekdayHour',
  'session',
  'holdingBucket',
] as const;
export type Slice = (typeof SLICES)[number];

/** How long a trade was held; each bucket holds its lower bound (spec 5.8). */
export const HOLDING_BUCKETS = ['under 1 h', '1–4 h', '4–24 h', '1–7 d', 'over 7 d'] as const;
export type HoldingBucket = (typeof HOLDING_BUCKETS)[number];

const HOUR_MICROS = 3600 * 1e6;

/** The upper bounds, excluded, of all buckets but the last. */
const BUCKET_ENDS = [1, 4, 24, 7 * 24].map((hours) => hours * HOUR_MICROS);

export function holdingBucketOf({ entryTime, exitTime }: ClosedTrade): HoldingBucket {
  const held = microsBetween(entryTime, exitTime);
  const index = BUCKET_ENDS.findIndex((end) => held < end);
  return HOLDING_BUCKETS[index === -1 ? HOLDING_BUCKETS.length - 1 : index] ?? 'over 7 d';
}

/**
 * The values of a trade in a slice; '' stands for "none" (no strategy, no tag). Weekday (1 Monday to 7 Sunday) and hour
 * (00 to 23) are those of the entry on the account's wall clock.
 */
export function sliceValues(trade: ClosedTrade, slice: Slice, calendar: TradingCalendar): readonly string[] {
  switch (slice) {
    case 'all':
      return [''];
    case 'strategy':
    case 'regime':
    case 'gear':
    case 'exitReason':
      return [trade[slice] ?? ''];
    case 'symbol':
    case 'direction':
      return [trade[slice]];
    case 'gearRegime':
      return [
        trade.gear === null && trade.regime === null ? '' : `${trade.gear ?? ''}/${trade.regime ?? ''}`,
      ];
    case 'tag':
      return trade.tags.length === 0 ? [''] : trade.tags;
    case 'weekday':
      return [String(wallHourOf(trade.entryTime, calendar).weekday)];
    case 'hour':
      return [String(wallHourOf(trade.entryTime, calendar).hour).padStart(2, '0')];
    case 'weekdayHour': {
      const { weekday, hour } = wallHourOf(trade.entryTime, calendar);
      return [`${weekday} ${String(hour).padStart(2, '0')}`];
    }
    case 'session':
      return [marketSessionOf(trade.entryTime)];
    case 'holdingBucket':
      return [holdingBucketOf(trade)];
  }
}
