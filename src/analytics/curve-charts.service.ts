import { Injectable } from '@nestjs/common';
import { AccountScope } from '../accounts/account-scope.js';
import { rangeOfDays } from '../accounts/domain/trading-calendar.js';
import { Decimal, moneyToUnits, unitsToMoney } from '../common/decimal.js';
import { InvalidInputError } from '../common/errors.js';
import type { Caller } from '../http/scopes.js';
import { ClosedTrades } from '../trading/closed-trades.js';
import type {
  CurveQueryDto,
  CurveView,
  EquityQueryDto,
  EquityView,
  UnderwaterPointView,
  UnderwaterView,
} from './charts.dto.js';
import { DEFAULT_POINTS } from './charts.dto.js';
import { closedTradeOf } from './closed-trade-of.js';
import { DayHistories, type DayHistory, type DayPart } from './day-histories.js';
import { within } from './day-range.js';
import { fineToNumber } from './domain/closed-trade.js';
import { equityPoints, type Stretch, type UnderwaterPoint, underwaterPoints } from './domain/curve-points.js';
import { tradesIn } from './domain/segment.js';
import { type Amount, dayStretch, stepsOf } from './domain/steps.js';

/** Up to so many trades a curve is drawn from the trades themselves. */
const MAX_TRADES_READ = 5000;
/** Hours are not stored: a curve in hours always reads its trades. */
const MAX_TRADES_FOR_HOURS = 50_000;

/** A curve's stretches, and what lies before them. */
interface Drawn {
  history: DayHistory;
  amount: Amount;
  start: bigint;
  stretches: Stretch[];
  view: Omit<CurveView, 'trades'>;
}

/** Curves of an account. A long range is drawn from its days, which know their extremes; a short one from its trades. */
@Injectable()
export class CurveChartsService {
  constructor(
    private readonly scope: AccountScope,
    private readonly histories: DayHistories,
    private readonly trades: ClosedTrades,
  ) {}

  async equity(query: EquityQueryDto, caller: Caller): Promise<EquityView> {
    const { amount: inMoney = 'net', unit = 'money' } = query;
    if (inMoney === 'gross' && unit === 'R') {
      throw InvalidInputError.field(
        'amount',
        'unit',
        'amount: Expected net for R, which is measured after costs',
      );
    }
    const drawn = await this.#draw(query, unit === 'R' ? 'R' : inMoney, caller);
    const points = equityPoints(drawn.stretches, query.points ?? DEFAULT_POINTS);
    return {
      ...drawn.view,
      amount: inMoney,
      trades: points.at(-1)?.trades ?? 0,
      startValue: valueOf(drawn.start, drawn.amount),
      points: points.map(({ trades, at, value }) => ({
        ...{ trades, time: at },
        value: valueOf(value, drawn.amount),
      })),
    };
  }

  async underwater(query: CurveQueryDto, caller: Caller): Promise<UnderwaterView> {
    const drawn = await this.#draw(query, query.unit === 'R' ? 'R' : 'net', caller);
    const points = underwaterPoints(drawn.stretches, query.points ?? DEFAULT_POINTS);
    return {
      ...drawn.view,
      trades: points.at(-1)?.trades ?? 0,
      points: points.map((point) => underwaterView(point, drawn)),
    };
  }

  async #draw(query: CurveQueryDto, amount: Amount, caller: Caller): Promise<Drawn> {
    const history = await this.histories.of(await this.scope.readable(query.account, caller));
    const days = within(history.days, query);
    const { account, currency } = history.account;
    const granularity = query.granularity ?? 'trade';
    const before = days.length === 0 ? [] : history.days.filter(({ day }) => day < (days[0]?.day ?? ''));
    const trades = days.reduce((sum, { segment }) => sum + tradesIn(segment), 0);
    const readsTrades = granularity === 'hour' || (granularity === 'trade' && trades <= MAX_TRADES_READ);
    if (granularity === 'hour' && trades > MAX_TRADES_FOR_HOURS) {
      const message = `granularity: Expected a range of at most ${MAX_TRADES_FOR_HOURS} trades for hours, has ${trades}`;
      throw InvalidInputError.field('granularity', 'range', message);
    }
    return {
      history,
      amount,
      start: sumOf(before, amount),
      stretches: readsTrades
        ? await this.#tradeSteps(history, days, { amount, isHourly: granularity === 'hour' })
        : daySteps(days, amount, granularity === 'trade'),
      view: {
        ...{ account, currency, unit: amount === 'R' ? 'R' : 'money', granularity },
        resolution: readsTrades ? 'trade' : 'day',
      },
    };
  }

  async #tradeSteps(
    { account, calendar }: DayHistory,
    days: readonly DayPart[],
    { amount, isHourly }: { amount: Amount; isHourly: boolean },
  ): Promise<Stretch[]> {
    const [first, last] = [days[0]?.day, days.at(-1)?.day];
    if (first === undefined || last === undefined) {
      return [];
    }
    const range = rangeOfDays(first, last, calendar);
    const trades = (await this.trades.between(account.accountId, range)).map(closedTradeOf);
    return stepsOf(trades, amount, (trade) =>
      isHourly ? calendar.startOfHour(trade.exitTime) : trade.tradeId,
    );
  }
}

function daySteps(days: readonly DayPart[], amount: Amount, isWhole: boolean): Stretch[] {
  return days
    .map(({ segment }) => dayStretch(segment, amount, isWhole))
    .filter((stretch): stretch is Stretch => stretch !== null);
}

function sumOf(days: readonly DayPart[], amount: Amount): bigint {
  return days.reduce(
    (sum, { segment }) => sum + (amount === 'R' ? segment.r.total : segment.sums[amount]),
    0n,
  );
}

/** Money as text, R as a number. */
function valueOf(units: bigint, amount: Amount): string | number {
  return amount === 'R' ? fineToNumber(units) : unitsToMoney(units);
}

/** The share of the equity at the peak is known for money and with a starting balance. */
function underwaterView(point: UnderwaterPoint, { amount, start, history }: Drawn): UnderwaterPointView {
  const { startingBalance } = history.account;
  const peak =
    startingBalance === null || amount === 'R' ? 0n : moneyToUnits(startingBalance) + start + point.peak;
  return {
    trades: point.trades,
    time: point.at,
    drawdown: valueOf(point.drawdown, amount),
    drawdownPct:
      peak <= 0n ? null : new Decimal(point.drawdown.toString()).div(peak.toString()).times(100).toNumber(),
  };
}
