import { MARKET_SESSIONS, type MarketSession } from '../accounts/domain/session.js';
import { GEARS, REGIMES, type Gear, type Regime } from '../common/regimes.js';
import { ChoiceField, InstantField, NumberField, QueryListField, TextField } from '../http/fields.js';
import { DIRECTIONS, type Direction } from '../trading/domain/vocabulary.js';
import { HOLDING_BUCKETS, type HoldingBucket, type Slice, SLICES } from './domain/slices.js';

export const DEFAULT_WINDOW = 20;
export const DEFAULT_ROLLING_WINDOW = 500;
export const MAX_WINDOW = 10_000;
export const DEFAULT_BREAKDOWN_WINDOW = 100;
export const DEFAULT_Z = 1.96;

const WINDOW = /^(all|[1-9]\d{0,3}|10000)$/;

/** Which closed trades to look at. */
export class TradeSelectionDto {
  @QueryListField({
    max: 64,
    maxItems: 100,
    optional: true,
    description: 'Slugs, comma-separated; every account of the key by default',
    example: 'demo',
  })
  account?: string[];
  @TextField({
    max: 5,
    pattern: WINDOW,
    patternHint: 'Expected "all" or a number of trades from 1 to 10000',
    optional: true,
    description: 'The last trades by exit, 1 to 10000, or "all"; excludes from and to',
    example: '20',
  })
  window?: string;
  @InstantField({ optional: true, description: 'Exits from here on' }) from?: string;
  @InstantField({ optional: true, description: 'Exits before' }) to?: string;
  @TextField({ max: 100, optional: true }) strategy?: string;
  @ChoiceField(REGIMES, { optional: true, description: 'Regime at entry' }) regime?: Regime;
  @TextField({ max: 40, optional: true }) symbol?: string;
  @ChoiceField(DIRECTIONS, { optional: true }) direction?: Direction;
  @ChoiceField(GEARS, { optional: true, description: 'Gear at entry' }) gear?: Gear;
  @TextField({ max: 12, optional: true, description: 'Gear and regime at entry', example: 'D/TREND' })
  gearRegime?: string;
  @TextField({ max: 40, optional: true }) exitReason?: string;
  @TextField({ max: 60, optional: true }) tag?: string;
  @NumberField({
    whole: true,
    min: 1,
    max: 7,
    optional: true,
    description: "Weekday of the entry, 1 Monday to 7 Sunday, on the account's clock",
  })
  weekday?: number;
  @NumberField({
    whole: true,
    min: 0,
    max: 23,
    optional: true,
    description: "Hour of the entry on the account's clock",
  })
  hour?: number;
  @ChoiceField(MARKET_SESSIONS, { optional: true, description: 'Market session of the entry' })
  session?: MarketSession;
  @ChoiceField(HOLDING_BUCKETS, { optional: true, description: 'How long the trade was held' })
  holdingBucket?: HoldingBucket;
  @NumberField({
    min: 0.1,
    max: 10,
    optional: true,
    description: `Normal quantile of the Wilson lower bound; ${DEFAULT_Z} by default`,
  })
  z?: number;
}

/** By what a breakdown may divide. */
export const BREAKDOWNS = [...SLICES.filter((slice) => slice !== 'all'), 'account'] as const;
export type Breakdown = Exclude<Slice, 'all'> | 'account';

export class BreakdownQueryDto extends TradeSelectionDto {
  @ChoiceField(BREAKDOWNS) by: Breakdown;
}

export class RollingQueryDto extends TradeSelectionDto {
  @NumberField({
    whole: true,
    min: 1,
    max: 1000,
    optional: true,
    description: `Trades per point; ${DEFAULT_WINDOW} by default`,
  })
  size?: number;
}

/** Which metrics to save. */
export class SaveMetricsDto {
  @TextField({ max: 64, optional: true, description: 'All accounts by default', example: 'demo' })
  account?: string;
  @NumberField({
    whole: true,
    min: 1,
    max: MAX_WINDOW,
    optional: true,
    description: `The last trades by exit; ${DEFAULT_WINDOW} by default`,
  })
  window?: number;
}
