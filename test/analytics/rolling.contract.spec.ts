import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';
import { ofResults } from './results.js';

describe.each(DIALECTS)('metrics over time on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.open(dialect);
  });
  afterAll(() => desk.close());

  async function accountWith(results: readonly number[]): Promise<string> {
    const account = await desk.account();
    await desk.recordedEach('trades', ofResults(account, results));
    return account;
  }

  it('roll a window over the trades: each point is that of the metrics of its trades', async () => {
    const account = await accountWith([1, -1, 2, 0, -1, 0.5, -2]);
    const { size, points } = await desk.read(`metrics/rolling?account=${account}&size=3`);
    const trades = await desk.trades(account);

    expect([size, points.length]).toEqual([3, 5]);
    for (const [index, point] of (points as Body[]).entries()) {
      const from = String(trades[index].exitTime);
      const next = trades[index + 3];
      const to = next === undefined ? '2026-01-01T00:00:00Z' : String(next.exitTime);
      const metrics = await desk.read(`metrics?account=${account}&from=${from}&to=${to}`);
      expect(metrics.totalTrades).toBe(3);
      const { winRate, expectedR, profitFactorR, netProfit } = metrics;
      expect(point).toMatchObject({ winRate, profitFactorR, netProfit, exitTime: metrics.lastExitTime });
      expect(point.expectedR).toBeCloseTo(expectedR, 12);
    }
  });

  it('have no point while there are fewer trades than the window', async () => {
    const account = await accountWith([1, -1]);

    expect(await desk.read(`metrics/rolling?account=${account}&size=3`)).toEqual({ size: 3, points: [] });
  });

  it('are saved on demand and listed, newest first', async () => {
    const account = await accountWith([1, -1]);
    const first = await desk.recorded('metrics/snapshots', { account });
    await desk.recordedEach('trades', ofResults(account, [2]));
    const second = await desk.recorded('metrics/snapshots', { account, window: 2 });

    expect(first).toMatchObject({ account, windowTrades: 20, totalTrades: 2, expectedR: 0, profitFactor: 1 });
    expect(second).toMatchObject({ windowTrades: 2, totalTrades: 2 });
    const { items } = await desk.read(`metrics/snapshots?account=${account}`);
    expect(items).toEqual([second, first]);
  });

  it('over all accounts are for keys that may see all', async () => {
    const account = await accountWith([1]);
    const bound = await desk.post('auth/keys', {
      name: 'bound',
      scopes: ['read', 'record'],
      accounts: [account],
    });
    const key = { 'x-api-key': String(bound.body.apiKey) };
    const send = (method: string, body?: object) =>
      desk.app.fetchJson(method, '/api/metrics/snapshots', body, key);

    expect(await desk.recorded('metrics/snapshots', {})).toMatchObject({ account: null });
    expect(await send('POST', {})).toMatchObject({ status: 403, body: { code: 'account_forbidden' } });
    expect((await send('POST', { account })).status).toBe(201);
    const seen = (await send('GET')).body.items as Body[];
    expect(seen.map((item: Body) => item.account as unknown)).toEqual([account]);
  });
});
