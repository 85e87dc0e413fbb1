import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { aClosedTrade, at } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';
import { ofResults, withoutBasis } from './results.js';

/** As in spec 2.1: E[R] = 0.0833…, PF = 3.5 ÷ 3, cumulative R = [1, 0, 2, 1, 0, 0.5]. */
const WORKED = [1, -1, 2, -1, -1, 0.5];

describe.each(DIALECTS)('metrics on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  /** Metrics from the trades and from the rollups, which must be the same; the figures only. */
  async function metrics(account: string, query = ''): Promise<Body> {
    const stored = await desk.read(`metrics?account=${account}&window=all${query}`);
    const read = await desk.read(`metrics?account=${account}&window=10000${query}`);
    expect([stored.basis.source, read.basis.source]).toEqual(['rollups', 'trades']);
    expect(withoutBasis(stored)).toEqual(withoutBasis(read));
    return stored;
  }

  async function accountWith(results: readonly number[], fields: object = {}): Promise<string> {
    const account = await desk.account({ ...fields });
    await desk.recordedEach('trades', ofResults(account, results));
    return account;
  }

  it('gives the worked figures of spec 2.1 for an R series', async () => {
    const account = await accountWith(WORKED);
    const body = await metrics(account);

    expect(body).toMatchObject({
      totalTrades: 6,
      wins: 3,
      losses: 3,
      maxDrawdownR: -2,
      currentDrawdownR: -1.5,
    });
    expect(body.expectedR).toBeCloseTo(0.5 / 6, 12);
    expect(body.profitFactorR).toBeCloseTo(3.5 / 3, 12);
    expect(body).toMatchObject({ avgWinR: 3.5 / 3, avgLossR: -1, largestWinR: 2, largestLossR: -1 });
  });

  it('gives the Wilson lower bound 0.38658 for 12 wins of 20, and 0 for none (spec 2.1)', async () => {
    const account = await accountWith([...Array<number>(12).fill(1), ...Array<number>(8).fill(-1)]);
    const none = await accountWith(Array<number>(5).fill(-1));

    expect((await metrics(account)).winRateWilsonLb).toBeCloseTo(0.38658, 5);
    expect((await metrics(none)).winRateWilsonLb).toBe(0);
    expect((await metrics(account, '&z=1')).winRateWilsonLb).toBeCloseTo(0.48823, 5);
  });

  it('counts losses from the first trade as drawdown: two lost R are −2 R (spec 2.1)', async () => {
    const account = await accountWith([-1, -1], { startingBalance: '1000' });

    expect(await metrics(account)).toMatchObject({
      maxDrawdownR: -2,
      maxDrawdown: '-40',
      maxDrawdownPct: -4,
      currentDrawdownPct: -4,
      maxDrawdownRecoveredOn: null,
    });
  });

  it('has no number for anything that is undefined without trades', async () => {
    const body = await metrics(await desk.account());

    expect(body).toMatchObject({
      ...{ totalTrades: 0, winRate: null, winRateWilsonLb: 0, netProfit: '0', expectedR: null },
      ...{ profitFactor: null, profitFactorInfinite: false, sharpe: null, sortino: null, calmar: null },
      ...{ maxDrawdown: '0', maxDrawdownR: 0, maxConsecutiveWins: 0, avgHoldingPeriodMinutes: null },
      ...{ expectancy: null, payoff: null, sqn: null, costsPct: null, firstEntryTime: null, edgeRatio: null },
    });
  });

  it('calls the profit factor of a perfect record infinite, and that of a lost one 0', async () => {
    expect(await metrics(await accountWith([1, 2, 1]))).toMatchObject({
      ...{ profitFactor: null, profitFactorInfinite: true, profitFactorR: null, profitFactorRInfinite: true },
      ...{ winRate: 1, maxDrawdown: '0', maxConsecutiveWins: 3, averageLoss: null, payoff: null },
    });
    expect(await metrics(await accountWith([-1, -2]))).toMatchObject({
      ...{ profitFactor: 0, profitFactorInfinite: false, profitFactorR: 0, winRate: 0 },
      ...{ averageWin: null, maxConsecutiveLosses: 2, currentLossStreak: 2 },
    });
  });

  it('takes a break-even for neither a win nor a loss; it ends a streak', async () => {
    expect(await metrics(await accountWith([0, 0]))).toMatchObject({
      ...{ totalTrades: 2, breakevens: 2, wins: 0, losses: 0, winRate: 0 },
      ...{ profitFactor: null, profitFactorInfinite: false, expectedR: 0 },
    });
    expect(await metrics(await accountWith([1, 0, 1, 1]))).toMatchObject({
      maxConsecutiveWins: 2,
      winRate: 0.75,
    });
  });

  it('leaves a trade without a stop out of the figures in R, and one without a rate out of all', async () => {
    const account = await desk.account({ currency: 'EUR' });
    await desk.recordedEach('trades', [
      aClosedTrade({ account, symbol: 'MNQ', exitTime: at(60), fxRate: '0.5', stopLoss: '14990' }),
      aClosedTrade({ account, symbol: 'MNQ', exitTime: at(120), fxRate: '0.5' }),
      aClosedTrade({ account, symbol: 'MNQ', exitTime: at(180) }),
    ]);

    expect(await metrics(account)).toMatchObject({
      ...{ totalTrades: 2, needsRate: 1, tradesWithR: 1, netProfit: '20', expectedR: 1, totalR: 1 },
    });
  });

  it('covers the last 20 trades unless asked for others', async () => {
    const account = await accountWith([...Array<number>(5).fill(-1), ...Array<number>(20).fill(1)]);

    expect(await desk.read(`metrics?account=${account}`)).toMatchObject({
      ...{ totalTrades: 20, losses: 0, basis: { window: '20', source: 'trades' } },
    });
    expect(await desk.read(`metrics?account=${account}&window=22`)).toMatchObject({
      totalTrades: 22,
      losses: 2,
    });
  });

  it('covers a half-open range of exits', async () => {
    const account = await accountWith([1, -1, 2, -1]);
    const trades = await desk.trades(account);
    const [from, to] = [String(trades[1].exitTime), String(trades[3].exitTime)];

    expect(await desk.read(`metrics?account=${account}&from=${from}&to=${to}`)).toMatchObject({
      ...{ totalTrades: 2, totalR: 1, basis: { window: null, from, to } },
    });
  });

  it('refuses a window beside a range, and windows out of bounds', async () => {
    for (const query of [
      'window=5&from=2025-01-01T00:00:00Z',
      'window=0',
      'window=10001',
      'window=x',
      'z=0',
    ]) {
      expect((await desk.get(`metrics?${query}`)).status).toBe(422);
    }
  });

  it('refers drawdowns in per cent to the equity at the peak, also in a window', async () => {
    const account = await accountWith([5, -1, -1], { startingBalance: '900' });

    expect((await metrics(account)).maxDrawdownPct).toBe(-4);
    const last = await desk.read(`metrics?account=${account}&window=2`);
    expect(last).toMatchObject({ maxDrawdownPct: -4, basis: { equityBefore: '1000' } });
  });

  it('says when a drawdown was recovered', async () => {
    const account = await accountWith([1, -1, 0.5, 1]);
    const days = (await desk.trades(account)).map(({ exitTime }) => exitTime.slice(0, 10));

    expect((await metrics(account)).maxDrawdownRecoveredOn).toBe(days[3]);
  });
});
