import { DayField, FlagField, NumberField, TextField } from '../http/fields.js';
import { MAX_PAGE } from '../http/page-query.dto.js';

const FROM = "First trading day, included; the account's first by default";
const TO = 'Trading day, excluded; up to and with the day in progress by default';

export class PerformanceQueryDto {
  @TextField({ max: 64, description: 'Slug of the account', example: 'demo' }) account: string;
  @DayField({ optional: true, description: FROM }) from?: string;
  @DayField({ optional: true, description: TO }) to?: string;
}

export class DailyQueryDto extends PerformanceQueryDto {
  @NumberField({ whole: true, min: 1, max: MAX_PAGE, optional: true, description: '50 by default' })
  limit?: number;
  @TextField({ max: 200, optional: true, description: 'nextCursor of the page before' }) cursor?: string;
}

export class DayQueryDto {
  @TextField({ max: 64, description: 'Slug of the account', example: 'demo' }) account: string;
}

export class CalendarQueryDto {
  @TextField({ max: 64, description: 'Slug of the account', example: 'demo' }) account: string;
  @TextField({
    max: 7,
    optional: true,
    pattern: /^(19|2\d)\d{2}-(0[1-9]|1[0-2])$/,
    patternHint: 'Expected a month such as "2026-03"',
    description: 'The month of the trading day in progress by default',
  })
  month?: string;
}

/** Which days to write: one, a range, or all. */
export class AggregateDto {
  @TextField({ max: 64, example: 'demo' }) account: string;
  @DayField({ optional: true, description: 'One trading day; the last that is over by default' })
  date?: string;
  @DayField({ optional: true, description: 'First day of a range, included' }) from?: string;
  @DayField({ optional: true, description: 'Excluded; up to and with the last day that is over by default' })
  to?: string;
  @FlagField({ optional: true, description: 'true: from the day of the first closed trade on' })
  backfill?: boolean;
}

/** The figures of a day, a week, a month or a range. Money is in the account's currency. */
export class FiguresView {
  /** Closed trades with a known result. */
  totalTrades: number;
  winningTrades: number;
  losingTrades: number;
  breakevenTrades: number;
  /** Closed trades that wait for a rate; in no other figure. */
  needsRateTrades: number;
  /** Σ net of the winners. */
  grossProfit: string;
  /** Σ net of the losers, as a positive magnitude. */
  grossLoss: string;
  netProfit: string;
  feesPaid: string;
  /** 0 to 1. */
  winRate: number | null;
  /** Null without losers. */
  profitFactor: number | null;
  profitFactorInfinite: boolean;
  averageWin: string | null;
  /** Negative. */
  averageLoss: string | null;
  largestWin: string | null;
  /** Negative. */
  largestLoss: string | null;
  maxConsecutiveWins: number;
  maxConsecutiveLosses: number;
  averageDurationSeconds: number | null;
  pnlR: number;
  isRedDay: boolean;
}

export class DailyView extends FiguresView {
  account: string;
  currency: string;
  /** The trading day, "2026-03-02". */
  date: string;
  /** First instant of the day, and the first after it. */
  startsAt: string;
  endsAt: string;
  /** The day is in progress: its figures may still change by further trades. */
  isOpen: boolean;
  symbols: string[];
  /** Of the day's last snapshot; null when there was none on that day. */
  endBalance: string | null;
  endEquity: string | null;
}

export class DailyPageView {
  items: DailyView[];
  nextCursor: string | null;
}

export class PeriodView extends FiguresView {
  /** Monday of the trading week, "2026-03-02", or the month, "2026-03". */
  period: string;
  startsAt: string;
  endsAt: string;
  tradingDays: number;
  winningDays: number;
  losingDays: number;
}

export class PeriodListView {
  account: string;
  currency: string;
  items: PeriodView[];
}

export class SummaryView extends FiguresView {
  account: string;
  currency: string;
  /** First and last day with a closed trade; null without one. */
  firstDay: string | null;
  lastDay: string | null;
  /** Days with a closed trade whose result is known: the three below add up to it. */
  tradingDays: number;
  winningDays: number;
  losingDays: number;
  breakevenDays: number;
  /** Net ÷ trading days. */
  averageDailyProfit: string | null;
  bestDay: string | null;
  bestDayProfit: string | null;
  worstDay: string | null;
  worstDayProfit: string | null;
  maxConsecutiveWinningDays: number;
  maxConsecutiveLosingDays: number;
}

export class CalendarDayView {
  date: string;
  /** 1 Monday to 7 Sunday. */
  weekday: number;
  trades: number;
  netProfit: string;
  pnlR: number;
  winRate: number | null;
}

export class CalendarView {
  account: string;
  currency: string;
  /** "2026-03" */
  month: string;
  /** Every date of the month, also those without a trade. */
  days: CalendarDayView[];
  /** The trading weeks that have a date in the month, with their days in it alone. */
  weeks: CalendarWeekView[];
  total: FiguresView;
}

export class CalendarWeekView {
  /** Its Monday. */
  week: string;
  trades: number;
  netProfit: string;
  pnlR: number;
}

export class AggregateView {
  account: string;
  /** First and last day that were looked at; null when none of them is over. */
  firstDay: string | null;
  lastDay: string | null;
  /** Days that have a closed trade, and so a row. */
  days: number;
  trades: number;
  /** Send it as `from` to go on; null when all is done. */
  nextFrom: string | null;
}
