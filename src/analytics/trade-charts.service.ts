import { setImmediate } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { AccountScope } from '../accounts/account-scope.js';
import {
  type InstantRange,
  rangeOfDay,
  rangeOfDays,
  type TradingCalendar,
  tradingCalendar,
} from '../accounts/domain/trading-calendar.js';
import type { Day } from '../common/day.js';
import type { Instant } from '../common/instant.js';
import type { Caller } from '../http/scopes.js';
import { ClosedTrades, type ClosedTradeRow } from '../trading/closed-trades.js';
import type {
  DistributionQueryDto,
  DistributionView,
  RunView,
  ScatterPointView,
  ScatterQueryDto,
  ScatterView,
  StreaksView,
} from './charts.dto.js';
import { DayHistories, type DayPart } from './day-histories.js';
import { within } from './day-range.js';
import { mergeAll, tradesIn } from './domain/segment.js';
import type { PerformanceQueryDto } from './performance.dto.js';

/** Of money as spec 5.8 gives them; of R in halves around 0. */
const MONEY_EDGES = [-1000, -500, -250, -100, -50, -25, 0, 25, 50, 100, 250, 500, 1000];
const R_EDGES = [-3, -2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 5];
const DEFAULT_SCATTER = 1000;
/** Newest trades whose runs are counted. */
const MAX_RUNS_OVER = 10_000;
/** Newest trades that are looked at for those that count. */
const MAX_READ = 20_000;
/** Trades that are counted at once. */
const TRADES_PER_CHUNK = 10_000;
const FIRST: Instant = '1900-01-01T00:00:00.000000Z';
const LAST: Instant = '2999-12-31T00:00:00.000000Z';

/** Charts that need the single trades. */
@Injectable()
export class TradeChartsService {
  constructor(
    private readonly scope: AccountScope,
    private readonly histories: DayHistories,
    private readonly trades: ClosedTrades,
  ) {}

  /** Each bin holds its lower edge; the outer bins are open. */
  async distribution(query: DistributionQueryDto, caller: Caller): Promise<DistributionView> {
    const account = await this.scope.readable(query.account, caller);
    const unit = query.unit ?? 'money';
    const edges = query.edges ?? (unit === 'R' ? R_EDGES : MONEY_EDGES);
    const counts = new Array<number>(edges.length + 1).fill(0);
    const history = await this.histories.of(account);
    for (const { from, to } of chunksOf(within(history.days, query), history.calendar)) {
      const some = await this.trades.countInBins({
        ...{ accountId: account.accountId, from, to, edges },
        by: unit === 'R' ? 'resultR' : 'plAmountNet',
      });
      some.forEach((count, bin) => (counts[bin] = (counts[bin] ?? 0) + count));
      // SQLite counts within one turn of the event loop; others have theirs in between.
      await setImmediate();
    }
    const bins = counts.map((trades, index) => ({
      from: edges[index - 1] ?? null,
      to: edges[index] ?? null,
      trades,
    }));
    const { account: slug, currency } = account;
    return { account: slug, currency, unit, trades: counts.reduce((sum, count) => sum + count, 0), bins };
  }

  async streaks(query: PerformanceQueryDto, caller: Caller): Promise<StreaksView> {
    const account = await this.scope.readable(query.account, caller);
    const { days } = await this.histories.of(account);
    const { streaks } = mergeAll(within(days, query).map(({ segment }) => segment));
    const rows = await this.#newest(account, query, { limit: MAX_RUNS_OVER, take: (row) => !row.needsRate });
    const current = streaks.trailingWins > 0 ? 'Win' : 'Loss';
    const length = Math.max(streaks.trailingWins, streaks.trailingLosses);
    return {
      account: account.account,
      longestWins: streaks.longestWins,
      longestLosses: streaks.longestLosses,
      current: length === 0 ? null : { result: current, length },
      runs: runsOf(rows),
      runsOver: rows.length,
    };
  }

  async maeMfe(query: ScatterQueryDto, caller: Caller): Promise<ScatterView> {
    const account = await this.scope.readable(query.account, caller);
    const rows = await this.#newest(account, query, {
      limit: query.limit ?? DEFAULT_SCATTER,
      take: (row) => row.mae !== null && row.mfe !== null && !row.needsRate,
    });
    return { account: account.account, currency: account.currency, points: rows.map(scatterPoint) };
  }

  /** The newest trades that count, newest first. */
  async #newest(
    account: AccountRef,
    query: PerformanceQueryDto,
    { limit, take }: { limit: number; take: (row: ClosedTradeRow) => boolean },
  ): Promise<ClosedTradeRow[]> {
    const filter = { accountIds: [account.accountId], ...instantsOf(account, query) };
    const taken: ClosedTradeRow[] = [];
    let read = 0;
    for await (const page of this.trades.pages(filter, { newestFirst: true })) {
      taken.push(...page.filter(take));
      read += page.length;
      if (taken.length >= limit || read >= MAX_READ) {
        break;
      }
    }
    return taken.slice(0, limit);
  }
}

/** Consecutive days with about `TRADES_PER_CHUNK` trades each, as instants. */
function chunksOf(days: readonly DayPart[], calendar: TradingCalendar): InstantRange[] {
  const chunks: InstantRange[] = [];
  let [first, trades]: [Day | null, number] = [null, 0];
  for (const { day, segment } of days) {
    first ??= day;
    trades += tradesIn(segment);
    if (trades >= TRADES_PER_CHUNK || day === days.at(-1)?.day) {
      chunks.push(rangeOfDays(first, day, calendar));
      [first, trades] = [null, 0];
    }
  }
  return chunks;
}

/** The exits of a range of trading days. */
function instantsOf(account: AccountRef, { from, to }: PerformanceQueryDto) {
  const calendar = tradingCalendar(account);
  return {
    exitFrom: from === undefined ? FIRST : rangeOfDay(from, calendar).from,
    exitTo: to === undefined ? LAST : rangeOfDay(to, calendar).from,
  };
}

/** How often each run of equal results occurred. A break-even trade ends a run and is none. */
function runsOf(rows: readonly ClosedTradeRow[]): RunView[] {
  const counts = new Map<string, RunView>();
  let [result, length]: [ClosedTradeRow['winLoss'], number] = [null, 0];
  const finish = (): void => {
    if (result === 'Win' || result === 'Loss') {
      const run = counts.get(`${result} ${length}`) ?? { result, length, runs: 0 };
      counts.set(`${result} ${length}`, { ...run, runs: run.runs + 1 });
    }
  };
  for (const row of rows) {
    if (row.winLoss === result) {
      length += 1;
    } else {
      finish();
      [result, length] = [row.winLoss, 1];
    }
  }
  finish();
  return [...counts.values()].sort((a, b) =>
    a.result < b.result ? 1 : a.result > b.result ? -1 : a.length - b.length,
  );
}

function scatterPoint(row: ClosedTradeRow): ScatterPointView {
  const { tradeId, symbol, resultR } = row;
  const [mae, mfe] = [row.mae ?? '0', row.mfe ?? '0'];
  const stop = Number(row.stopDistancePoints ?? 0);
  return {
    ...{ tradeId, symbol, exitTime: row.exitTime ?? '', mae, mfe, resultR },
    maeR: stop > 0 ? Number(mae) / stop : null,
    mfeR: stop > 0 ? Number(mfe) / stop : null,
    netProfit: row.plAmountNet ?? '0',
  };
}
