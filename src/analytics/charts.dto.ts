import { ApiProperty } from '@nestjs/swagger';
import { ChoiceField, DayField, NumberField, RisingNumbersField, TextField } from '../http/fields.js';
import { LEAST_POINTS } from './domain/curve-points.js';
import { FiguresView, PerformanceQueryDto } from './performance.dto.js';

export const GRANULARITIES = ['trade', 'hour', 'day'] as const;
export type Granularity = (typeof GRANULARITIES)[number];
export const UNITS = ['money', 'R'] as const;
export type Unit = (typeof UNITS)[number];
export const AMOUNTS = ['net', 'gross'] as const;
export type Amount = (typeof AMOUNTS)[number];

export const DEFAULT_POINTS = 1000;

export class CurveQueryDto extends PerformanceQueryDto {
  @NumberField({
    ...{ whole: true, min: LEAST_POINTS, max: 5000, optional: true },
    description: `At most so many points, ${DEFAULT_POINTS} by default; extremes are kept`,
  })
  points?: number;
  @ChoiceField(UNITS, { optional: true, description: 'money by default; R leaves out trades without a stop' })
  unit?: Unit;
  @ChoiceField(GRANULARITIES, {
    optional: true,
    description: 'A step per trade (the default), per hour or per day with a closed trade',
  })
  granularity?: Granularity;
}

export class EquityQueryDto extends CurveQueryDto {
  @ChoiceField(AMOUNTS, { optional: true, description: 'net by default; gross is before costs, in money' })
  amount?: Amount;
}

export class DistributionQueryDto extends PerformanceQueryDto {
  @ChoiceField(UNITS, { optional: true, description: 'money by default' }) unit?: Unit;
  @RisingNumbersField({ optional: true, description: 'Rising bin edges, "-100,0,100"' }) edges?: number[];
}

export class ScatterQueryDto extends PerformanceQueryDto {
  @NumberField({
    whole: true,
    min: 1,
    max: 5000,
    optional: true,
    description: 'Newest trades, 1000 by default',
  })
  limit?: number;
}

export class MonthsQueryDto {
  @TextField({ max: 64, description: 'Slug of the account', example: 'demo' }) account: string;
  @NumberField({ whole: true, min: 1, max: 120, optional: true, description: '24 by default' })
  months?: number;
  @DayField({ optional: true, description: 'A day of the last month; today by default' }) until?: string;
}

const VALUE = {
  oneOf: [{ type: 'string', format: 'decimal' }, { type: 'number' }],
  description: 'Decimal text for money, a number for R',
};

export class EquityPointView {
  /** Trades of the curve up to here; 0 at the start. */
  trades: number;
  /** Exit of the last of them; null at the start. */
  time: string | null;
  @ApiProperty(VALUE) value: string | number;
}

export class CurveView {
  account: string;
  currency: string;
  unit: Unit;
  granularity: Granularity;
  /** Whether single trades were looked at, or days with the extremes within them. */
  resolution: 'trade' | 'day';
  /** Trades in the curve. */
  trades: number;
}

export class EquityView extends CurveView {
  amount: Amount;
  /** Sum of everything before `from`; the curve itself begins at 0. */
  @ApiProperty(VALUE) startValue: string | number;
  points: EquityPointView[];
}

export class UnderwaterPointView {
  trades: number;
  time: string | null;
  /** Not positive. */
  @ApiProperty(VALUE) drawdown: string | number;
  /** Of the equity at the peak; null in R and without a starting balance. */
  drawdownPct: number | null;
}

export class UnderwaterView extends CurveView {
  points: UnderwaterPointView[];
}

export class BinView {
  /** Included; null for the first bin, which has no lower edge. */
  from: number | null;
  /** Excluded; null for the last bin. */
  to: number | null;
  trades: number;
}

export class DistributionView {
  account: string;
  currency: string;
  unit: Unit;
  trades: number;
  bins: BinView[];
}

export class RunView {
  result: 'Win' | 'Loss';
  length: number;
  /** How many such runs. */
  runs: number;
}

export class StreaksView {
  account: string;
  longestWins: number;
  longestLosses: number;
  /** The run in progress; null after a break-even trade. */
  current: CurrentRunView | null;
  /** Completed and running ones among the newest trades. */
  runs: RunView[];
  /** How many trades `runs` covers. */
  runsOver: number;
}

export class CurrentRunView {
  result: 'Win' | 'Loss';
  length: number;
}

export class SliceView extends FiguresView {
  value: string;
}

export class SliceChartView {
  account: string;
  currency: string;
  items: SliceView[];
}

export class HeatmapCellView {
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  /** 0 to 23, of the entry, on the account's wall clock. */
  hour: number;
  trades: number;
  winRate: number | null;
  netProfit: string;
  averageProfit: string | null;
  pnlR: number;
}

export class HeatmapView {
  account: string;
  currency: string;
  timeZone: string;
  /** Cells with a trade. */
  cells: HeatmapCellView[];
}

export class ScatterPointView {
  tradeId: number;
  symbol: string;
  exitTime: string;
  /** Points, not negative. */
  mae: string;
  mfe: string;
  /** Excursions in R; null without a stop. */
  maeR: number | null;
  mfeR: number | null;
  netProfit: string;
  resultR: number | null;
}

export class ScatterView {
  account: string;
  currency: string;
  /** Newest first. */
  points: ScatterPointView[];
}

export class MonthView extends FiguresView {
  month: string;
}

export class MonthsView {
  account: string;
  currency: string;
  /** Oldest first, also the months without a trade. */
  months: MonthView[];
}
