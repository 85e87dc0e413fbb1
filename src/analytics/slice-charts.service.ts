import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import { tradingCalendar, tradingDayOf } from '../accounts/domain/trading-calendar.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day, monthOfDay } from '../common/day.js';
import { unitsToMoney } from '../common/decimal.js';
import type { Caller } from '../http/scopes.js';
import type {
  HeatmapCellView,
  HeatmapView,
  MonthsQueryDto,
  MonthsView,
  SliceChartView,
} from './charts.dto.js';
import { DayHistories } from './day-histories.js';
import { fineToNumber } from './domain/closed-trade.js';
import { average, dayFigures } from './domain/day-figures.js';
import type { DayRange } from './domain/range-cover.js';
import { mergeAll, type Segment, tradesIn } from './domain/segment.js';
import { HOLDING_BUCKETS, type Slice } from './domain/slices.js';
import type { PerformanceQueryDto } from './performance.dto.js';
import { groupDays } from './performance-periods.js';

const DEFAULT_MONTHS = 24;
const FIRST_DAY = '1900-01-01';

/** What an account's trades came to by symbol, holding time, weekday and hour, and month. */
@Injectable()
export class SliceChartsService {
  constructor(
    private readonly scope: AccountScope,
    private readonly histories: DayHistories,
    private readonly clock: Clock,
  ) {}

  /** Highest net first. */
  async symbols(query: PerformanceQueryDto, caller: Caller): Promise<SliceChartView> {
    const { head, totals } = await this.#totals(query, 'symbol', caller);
    const items = [...totals]
      .sort(([a, one], [b, other]) => Number(other.sums.net - one.sums.net) || (a < b ? -1 : 1))
      .map(([value, segment]) => ({ value, ...dayFigures(segment) }));
    return { account: head.account, currency: head.currency, items };
  }

  /** Every bucket, shortest first, also those without a trade. */
  async durations(query: PerformanceQueryDto, caller: Caller): Promise<SliceChartView> {
    const { head, totals } = await this.#totals(query, 'holdingBucket', caller);
    const items = HOLDING_BUCKETS.map((value) => ({
      value,
      ...dayFigures(totals.get(value) ?? mergeAll([])),
    }));
    return { account: head.account, currency: head.currency, items };
  }

  async heatmap(query: PerformanceQueryDto, caller: Caller): Promise<HeatmapView> {
    const { head, totals } = await this.#totals(query, 'weekdayHour', caller);
    const cells = [...totals]
      .filter(([, segment]) => tradesIn(segment) > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, segment]) => cellOf(value, segment));
    return { ...head, cells };
  }

  async monthly(query: MonthsQueryDto, caller: Caller): Promise<MonthsView> {
    const account = await this.scope.readable(query.account, caller);
    const { days, calendar } = await this.histories.of(account);
    const until = query.until ?? tradingDayOf(this.clock.now(), calendar);
    const byMonth = groupDays(days, monthOfDay);
    const months = monthsUntil(until, query.months ?? DEFAULT_MONTHS).map((month) => ({
      month,
      ...dayFigures(mergeAll((byMonth.get(month) ?? []).map(({ segment }) => segment))),
    }));
    return { account: account.account, currency: account.currency, months };
  }

  async #totals(query: PerformanceQueryDto, slice: Slice, caller: Caller) {
    const account = await this.scope.readable(query.account, caller);
    const tomorrow = addDays(tradingDayOf(this.clock.now(), tradingCalendar(account)), 1);
    const history =
      query.from === undefined || query.to === undefined ? await this.histories.of(account) : null;
    const range: DayRange = {
      first: query.from ?? history?.days[0]?.day ?? FIRST_DAY,
      last: query.to === undefined ? latest(history?.days.at(-1)?.day, tomorrow) : addDays(query.to, -1),
    };
    const totals =
      history !== null && history.days.length === 0
        ? new Map<string, Segment>()
        : await this.histories.sliceTotals(account, slice, range);
    const { currency, timeZone } = account;
    return { head: { account: account.account, currency, timeZone }, totals };
  }
}

function latest(a: Day | undefined, b: Day): Day {
  return a === undefined || a < b ? b : a;
}

function cellOf(value: string, segment: Segment): HeatmapCellView {
  const trades = tradesIn(segment);
  const [weekday = '', hour = ''] = value.split(' ');
  return {
    weekday: Number(weekday),
    hour: Number(hour),
    trades,
    winRate: trades === 0 ? null : segment.sums.wins / trades,
    netProfit: unitsToMoney(segment.sums.net),
    averageProfit: average(segment.sums.net, trades),
    pnlR: fineToNumber(segment.r.total),
  };
}

/** The month of a day and those before it, oldest first. */
function monthsUntil(day: Day, count: number): string[] {
  const months: string[] = [];
  let month = monthOfDay(day);
  while (months.length < count) {
    months.unshift(month);
    month = monthOfDay(addDays(`${month}-01`, -1));
  }
  return months;
}
