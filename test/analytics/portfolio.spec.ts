import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClock } from '../access/support.js';
import { aClosedTrade, aSnapshot } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';

/** Two dollar accounts (+20 and -10), of which one has snapshots, and one in euros (+5 after the rate). */
describe.each(DIALECTS)('a portfolio on %s', (dialect) => {
  let desk: Desk;
  const slugs = { one: '', two: '', euro: '' };

  beforeAll(async () => {
    desk = await Desk.open(dialect, { clock: new TestClock(Date.parse('2026-03-05T12:00:00Z')) });
    slugs.one = await desk.account({ startingBalance: '777' });
    slugs.two = await desk.account({ timeZone: 'America/Chicago', dayStart: '17:00' });
    slugs.euro = await desk.account({ currency: 'EUR' });
    const times = { entryTime: '2026-03-02T10:00:00Z', exitTime: '2026-03-02T10:05:00Z' };
    await desk.recorded('trades', aClosedTrade({ account: slugs.one, ...times }));
    await desk.recorded('trades', aClosedTrade({ account: slugs.two, ...times, exitPrice: '14995' }));
    await desk.recorded('trades', aClosedTrade({ account: slugs.euro, ...times, fxRate: '0.25' }));
    for (const [account, snapshotTime, equity] of [
      [slugs.one, '2026-03-02T12:00:00Z', '1000.5'],
      [slugs.one, '2026-03-04T12:00:00Z', '1020.25'],
      [slugs.euro, '2026-03-03T12:00:00Z', '300'],
    ] as const) {
      await desk.recorded('account-snapshots', aSnapshot({ account, snapshotTime, balance: '1000', equity }));
    }
  });
  afterAll(() => desk.close());

  it('is totalled per currency, and no balance is invented', async () => {
    const { currencies } = await desk.read('portfolio/summary');
    expect(currencies).toEqual([
      expect.objectContaining({
        ...{ currency: 'EUR', accounts: [slugs.euro], netProfit: '5', equity: '300', withoutBalance: [] },
        ...{ profitFactor: null, profitFactorInfinite: true },
      }),
      expect.objectContaining({
        ...{ currency: 'USD', accounts: [slugs.one, slugs.two], totalTrades: 2, netProfit: '10' },
        ...{ grossProfit: '20', grossLoss: '10', winRate: 0.5, profitFactor: 2 },
        ...{ balance: '1000', equity: '1020.25', withoutBalance: [slugs.two] },
      }),
    ]);
  });

  it('compares its accounts, the highest net of a currency first', async () => {
    const { accounts } = await desk.read('portfolio/comparison');
    expect(accounts.map(({ account, netProfit, equity }: Body) => [account, netProfit, equity])).toEqual([
      [slugs.euro, '5', '300'],
      [slugs.one, '20', '1020.25'],
      [slugs.two, '-10', null],
    ]);
    const none = await desk.read('portfolio/comparison?from=2026-03-03');
    expect(none.accounts.map(({ totalTrades }: Body) => totalTrades)).toEqual([0, 0, 0]);
  });

  it('draws equity from the first snapshot on, each account with its latest', async () => {
    const { currencies } = await desk.read('portfolio/equity?from=2026-03-01&to=2026-03-05');
    expect(
      currencies.map(({ currency, points }: Body) => [currency, points.map(({ equity }: Body) => equity)]),
    ).toEqual([
      ['EUR', ['300', '300']],
      ['USD', ['1000.5', '1000.5', '1020.25']],
    ]);
    expect(currencies[1].points[0]).toEqual({
      ...{ time: '2026-03-03T00:00:00.000000Z', balance: '1000', equity: '1000.5', accounts: 1 },
    });
  });

  it('takes the accounts that are named, and shows a key no other ones', async () => {
    const { currencies } = await desk.read(`portfolio/summary?accounts=${slugs.two}`);
    expect(currencies.map(({ accounts }: Body) => accounts)).toEqual([[slugs.two]]);

    const key = await desk.post('auth/keys', { name: 'one', scopes: ['read'], accounts: [slugs.one] });
    const headers = { 'x-api-key': key.body.apiKey };
    const bound = (path: string) => desk.app.fetchJson('GET', `/api/${path}`, undefined, headers);
    expect((await bound('portfolio/comparison')).body.accounts).toHaveLength(1);
    for (const path of [
      `portfolio/equity?accounts=${slugs.two}`,
      `performance/daily?account=${slugs.two}`,
      `charts/equity?account=${slugs.two}`,
    ]) {
      expect([path, (await bound(path)).body.code]).toEqual([path, 'account_forbidden']);
    }
  });

  it('refuses an empty or an endless range of days', async () => {
    for (const range of ['from=2026-03-05&to=2026-03-05', 'from=2020-01-01&to=2026-01-01']) {
      expect((await desk.get(`portfolio/equity?${range}`)).body.errors[0].rule).toBe('range');
    }
  });
});
