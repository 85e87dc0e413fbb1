import { Injectable } from '@nestjs/common';
import type { AccountRef } from '../accounts/account-directory.js';
import { AccountScope } from '../accounts/account-scope.js';
import { BalanceHistory, type StatedBalance } from '../accounts/balance-history.js';
import { Clock } from '../common/clock.js';
import { addDays, type Day, dayNumberOf } from '../common/day.js';
import { type DecimalText, moneyToUnits, unitsToMoney } from '../common/decimal.js';
import { InvalidInputError } from '../common/errors.js';
import { groupBy } from '../common/group.js';
import type { Instant } from '../common/instant.js';
import type { Caller } from '../http/scopes.js';
import { DayHistories, type DayPart } from './day-histories.js';
import { within } from './day-range.js';
import { dayFigures } from './domain/day-figures.js';
import { mergeAll } from './domain/segment.js';
import { dayResults } from './performance-summary.js';
import type {
  ComparisonView,
  CurrencyTotalView,
  PortfolioEquityQueryDto,
  PortfolioEquityView,
  PortfolioPointView,
  PortfolioQueryDto,
  PortfolioSummaryView,
} from './portfolio.dto.js';

const DEFAULT_DAYS = 90;
const MAX_DAYS = 400;

interface Member {
  account: AccountRef;
  days: DayPart[];
  latest: StatedBalance | null;
}

/** Several accounts side by side. Currencies are kept apart; balances come from snapshots, and none is made up. */
@Injectable()
export class PortfolioService {
  constructor(
    private readonly scope: AccountScope,
    private readonly histories: DayHistories,
    private readonly balances: BalanceHistory,
    private readonly clock: Clock,
  ) {}

  async summary(query: PortfolioQueryDto, caller: Caller): Promise<PortfolioSummaryView> {
    const members = await this.#members(query, caller);
    const currencies = [...groupBy(members, ({ account }) => account.currency)].sort(byKey);
    return { currencies: currencies.map(([currency, own]) => totalOf(currency, own)) };
  }

  async comparison(query: PortfolioQueryDto, caller: Caller): Promise<ComparisonView> {
    const members = await this.#members(query, caller);
    const accounts = members.map(({ account, days, latest }) => {
      const whole = mergeAll(days.map(({ segment }) => segment));
      return {
        net: whole.sums.net,
        view: {
          ...{ account: account.account, currency: account.currency },
          tradingDays: dayResults(days).counts.tradingDays,
          balance: latest?.balance ?? null,
          equity: latest?.equity ?? null,
          balanceAt: latest?.snapshotTime ?? null,
          ...dayFigures(whole),
        },
      };
    });
    accounts.sort((a, b) =>
      a.view.currency === b.view.currency
        ? Number(b.net - a.net)
        : a.view.currency < b.view.currency
          ? -1
          : 1,
    );
    return { accounts: accounts.map(({ view }) => view) };
  }

  /** Equity at the end of each UTC day, by currency. */
  async equity(query: PortfolioEquityQueryDto, caller: Caller): Promise<PortfolioEquityView> {
    const ends = this.#endsOf(query);
    const accounts = await this.scope.several(query.accounts, caller);
    const known = await Promise.all(accounts.map(({ accountId }) => this.balances.before(accountId, ends)));
    const members = accounts.map((account, index) => ({ account, balances: known[index] ?? [] }));
    const currencies = [...groupBy(members, ({ account }) => account.currency)].sort(byKey);
    return {
      currencies: currencies.map(([currency, own]) => ({
        currency,
        accounts: own.map(({ account }) => account.account),
        points: ends.flatMap((time, index) =>
          pointOf(
            time,
            own.map(({ balances }) => balances[index] ?? null),
          ),
        ),
      })),
    };
  }

  async #members(query: PortfolioQueryDto, caller: Caller): Promise<Member[]> {
    const now = this.clock.now();
    const members: Member[] = [];
    for (const account of await this.scope.several(query.accounts, caller)) {
      const { days } = await this.histories.of(account);
      const [latest] = await this.balances.before(account.accountId, [now]);
      members.push({ account, days: within(days, query), latest: latest ?? null });
    }
    return members;
  }

  #endsOf({ from, to = addDays(this.clock.now().slice(0, 10), 1) }: PortfolioEquityQueryDto): Instant[] {
    const first: Day = from ?? addDays(to, -DEFAULT_DAYS);
    const count = dayNumberOf(to) - dayNumberOf(first);
    if (count < 1 || count > MAX_DAYS) {
      const message = `to: Expected 1 to ${MAX_DAYS} days after \`from\`, was ${count}`;
      throw InvalidInputError.field('to', 'range', message);
    }
    return Array.from({ length: count }, (_, index) => `${addDays(first, index + 1)}T00:00:00.000000Z`);
  }
}

function totalOf(currency: string, members: readonly Member[]): CurrencyTotalView {
  // Only sums are used: the accounts' trades are not in one order.
  const whole = mergeAll(members.flatMap(({ days }) => days.map(({ segment }) => segment)));
  const figures = dayFigures(whole);
  const known = members.map(({ latest }) => latest).filter((latest) => latest !== null);
  const { totalTrades, winningTrades, losingTrades, breakevenTrades, needsRateTrades } = figures;
  const { grossProfit, grossLoss, netProfit, feesPaid, winRate, profitFactor, profitFactorInfinite } =
    figures;
  return {
    currency,
    accounts: members.map(({ account }) => account.account),
    ...{ totalTrades, winningTrades, losingTrades, breakevenTrades, needsRateTrades },
    ...{ grossProfit, grossLoss, netProfit, feesPaid, winRate, profitFactor, profitFactorInfinite },
    balance: known.length === 0 ? null : sum(known.map(({ balance }) => balance)),
    equity: known.length === 0 ? null : sum(known.map(({ equity }) => equity)),
    withoutBalance: members.filter(({ latest }) => latest === null).map(({ account }) => account.account),
  };
}

/** Nothing before the first snapshot of any account. */
function pointOf(time: Instant, balances: readonly (StatedBalance | null)[]): PortfolioPointView[] {
  const known = balances.filter((stated) => stated !== null);
  return known.length === 0
    ? []
    : [
        {
          time,
          balance: sum(known.map(({ balance }) => balance)),
          equity: sum(known.map(({ equity }) => equity)),
          accounts: known.length,
        },
      ];
}

function sum(amounts: readonly DecimalText[]): DecimalText {
  return unitsToMoney(amounts.reduce((total, amount) => total + moneyToUnits(amount), 0n));
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
