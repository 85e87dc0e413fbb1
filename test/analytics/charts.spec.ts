import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClock } from '../access/support.js';
import { aClosedTrade } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';

const NOW = Date.parse('2026-03-12T12:00:00Z');

/**
 * A Chicago account. MNQ pays $2 a point; the stop is 5 points away, so 1 R is $10 and a point is 0.2 R.
 * Net by exit: +20, -10, -10, +30 (a trading day of Monday), then -40 on Wednesday's and 0, +6 on Thursday's, today.
 */
const TRADES: [exit: string, points: number, fields?: Record<string, string>][] = [
  ['2026-03-08T22:30:00Z', 10, { mae: '2', mfe: '12' }],
  ['2026-03-09T14:00:00Z', -5],
  ['2026-03-09T14:10:00Z', -5],
  ['2026-03-09T15:00:00Z', 15, { symbol: 'MNQ', mae: '1', mfe: '20' }],
  ['2026-03-10T22:00:00Z', -20, { symbol: 'MES', quantity: '0.4' }],
  ['2026-03-12T10:00:00Z', 0],
  ['2026-03-12T11:00:00Z', 3],
];
const MINUTE = 60_000;

describe.each(DIALECTS)('charts on %s', (dialect) => {
  let desk: Desk;
  let account: string;
  const chart = (path: string): Promise<Body> =>
    desk.read(`charts/${path}${path.includes('?') ? '&' : '?'}account=${account}`);

  beforeAll(async () => {
    desk = await Desk.open(dialect, { clock: new TestClock(NOW) });
    account = await desk.account({
      ...{ timeZone: 'America/Chicago', dayStart: '17:00', startingBalance: '1000' },
    });
    for (const [exitTime, points, fields = {}] of TRADES) {
      await desk.recorded(
        'trades',
        aClosedTrade({
          ...{ account, exitTime, entryTime: new Date(Date.parse(exitTime) - 5 * MINUTE).toISOString() },
          ...{ exitPrice: String(15000 + points), stopLoss: '14995', ...fields },
        }),
      );
    }
  });
  afterAll(() => desk.close());

  it('draw equity by trade, seeded at 0', async () => {
    const equity = await chart('equity');
    expect(equity).toMatchObject({
      ...{
        account,
        currency: 'USD',
        unit: 'money',
        amount: 'net',
        granularity: 'trade',
        resolution: 'trade',
      },
      ...{ trades: 7, startValue: '0' },
    });
    expect(equity.points.map(({ value }: Body) => value)).toEqual([
      '0',
      '20',
      '10',
      '0',
      '30',
      '-10',
      '-10',
      '-4',
    ]);
    expect(equity.points[0]).toEqual({ trades: 0, time: null, value: '0' });
    expect(equity.points[4]).toEqual({ trades: 4, time: '2026-03-09T15:00:00.000000Z', value: '30' });
  });

  it('draw equity by hour and by trading day', async () => {
    const hourly = await chart('equity?granularity=hour');
    expect(hourly.points.map(({ trades, value }: Body) => [trades, value])).toEqual([
      ...[
        [0, '0'],
        [1, '20'],
        [3, '0'],
        [4, '30'],
        [5, '-10'],
        [6, '-10'],
        [7, '-4'],
      ],
    ]);
    const daily = await chart('equity?granularity=day');
    expect(daily).toMatchObject({ resolution: 'day', trades: 7 });
    expect(daily.points.map(({ trades, value }: Body) => [trades, value])).toEqual([
      ...[
        [0, '0'],
        [4, '30'],
        [5, '-10'],
        [7, '-4'],
      ],
    ]);
  });

  it('draw equity in R and before costs', async () => {
    const inR = await chart('equity?unit=R&granularity=day');
    expect(inR.points.map(({ value }: Body) => value)).toEqual([0, 3, -1, -0.4]);
    expect((await chart('equity?amount=gross&granularity=day')).points.at(-1).value).toBe('-4');
    const refused = await desk.get(`charts/equity?account=${account}&unit=R&amount=gross`);
    expect([refused.status, refused.body.errors[0].rule]).toEqual([422, 'unit']);
  });

  it('begin a zoomed curve at 0 and say what came before', async () => {
    const zoomed = await chart('equity?from=2026-03-10&to=2026-03-12');
    expect(zoomed).toMatchObject({ startValue: '30', trades: 1 });
    expect(zoomed.points.map(({ value }: Body) => value)).toEqual(['0', '-40']);
  });

  it('keep the extremes in four points', async () => {
    const values = (await chart('equity?points=4')).points.map(({ value }: Body) => value);
    expect(values).toEqual(['0', '30', '-10', '-4']);
  });

  it('draw how far the equity is under water, in money and of the peak', async () => {
    const underwater = await chart('underwater');
    const points = underwater.points.map(({ trades, drawdown }: Body) => [trades, drawdown]);
    expect(points).toEqual(
      [0, 0, -10, -20, 0, -40, -40, -34].map((drawdown, index) => [index, String(drawdown)]),
    );
    // 40 below a peak of 1000 + 30.
    expect(underwater.points[5].drawdownPct).toBeCloseTo(-3.8834951, 6);
    expect((await chart('underwater?unit=R')).points[5]).toMatchObject({ drawdown: -4, drawdownPct: null });
  });

  it('count every result in one bin, edges included', async () => {
    const money = await chart('distribution?edges=-40,-10,0,6,30');
    expect(money.bins).toEqual([
      { from: null, to: -40, trades: 0 },
      { from: -40, to: -10, trades: 1 },
      { from: -10, to: 0, trades: 2 },
      { from: 0, to: 6, trades: 1 },
      { from: 6, to: 30, trades: 2 },
      { from: 30, to: null, trades: 1 },
    ]);
    expect(money.trades).toBe(7);
    const inR = await chart('distribution?unit=R&edges=-1,0,2');
    expect(inR.bins.map(({ trades }: Body) => trades)).toEqual([1, 2, 2, 2]);
    const byDefault = await chart('distribution');
    expect([byDefault.bins.length, byDefault.trades]).toEqual([14, 7]);
    const ranged = await chart('distribution?edges=0&from=2026-03-12');
    expect(ranged.bins.map(({ trades }: Body) => trades)).toEqual([0, 2]);
  });

  it('list the runs of wins and losses', async () => {
    expect(await chart('streaks')).toEqual({
      ...{ account, longestWins: 1, longestLosses: 2, current: { result: 'Win', length: 1 }, runsOver: 7 },
      runs: [
        { result: 'Win', length: 1, runs: 3 },
        { result: 'Loss', length: 1, runs: 1 },
        { result: 'Loss', length: 2, runs: 1 },
      ],
    });
  });

  it('put entries where the wall clock of the account shows them', async () => {
    const { cells, timeZone } = await chart('heatmap');
    expect(timeZone).toBe('America/Chicago');
    // Daylight time since 8 March: 22:25Z is 17:25 of Sunday, 13:55Z 08:55 and 14:55Z 09:55 of Monday.
    expect(
      cells.map(({ weekday, hour, trades, netProfit }: Body) => [weekday, hour, trades, netProfit]),
    ).toEqual([
      ...[
        [1, 8, 1, '-10'],
        [1, 9, 2, '20'],
        [2, 16, 1, '-40'],
        [4, 4, 1, '0'],
        [4, 5, 1, '6'],
        [7, 17, 1, '20'],
      ],
    ]);
  });

  it('compare symbols, holding times and months', async () => {
    const symbols = await chart('symbols');
    expect(
      symbols.items.map(({ value, netProfit, totalTrades }: Body) => [value, netProfit, totalTrades]),
    ).toEqual([
      ['MNQ', '36', 6],
      ['MES', '-40', 1],
    ]);
    const durations = await chart('durations');
    expect(durations.items.map(({ totalTrades }: Body) => totalTrades)).toEqual([7, 0, 0, 0, 0]);
    const { months } = await chart('monthly?months=2');
    expect(months.map(({ month, netProfit }: Body) => [month, netProfit])).toEqual([
      ['2026-02', '0'],
      ['2026-03', '-4'],
    ]);
    expect((await chart('symbols?to=2026-03-10')).items).toHaveLength(1);
  });

  it('scatter the excursions of the newest trades', async () => {
    const { points } = await chart('mae-mfe');
    expect(points.map(({ mae, mfe, maeR, mfeR, resultR }: Body) => [mae, mfe, maeR, mfeR, resultR])).toEqual([
      ['1', '20', 0.2, 4, 3],
      ['2', '12', 0.4, 2.4, 2],
    ]);
    expect((await chart('mae-mfe?limit=1')).points).toHaveLength(1);
  });

  it('follow a correction at once, of a day that was folded as well', async () => {
    const euros = await desk.account({ currency: 'EUR' });
    const times = { entryTime: '2026-03-02T14:30:00Z', exitTime: '2026-03-02T14:31:00Z' };
    const { tradeId } = await desk.recorded('trades', aClosedTrade({ account: euros, ...times }));
    const end = async () => (await desk.read(`charts/equity?account=${euros}`)).points.at(-1);
    const day = () => desk.read(`performance/daily/2026-03-02?account=${euros}`);

    expect(await end()).toEqual({ trades: 0, time: null, value: '0' });
    expect(await day()).toMatchObject({ totalTrades: 0, needsRateTrades: 1, netProfit: '0', winRate: null });
    expect((await desk.patch(`trades/${String(tradeId)}`, { fxRate: '0.5' })).status).toBe(200);
    expect(await end()).toMatchObject({ trades: 1, value: '10' });
    expect(await day()).toMatchObject({ totalTrades: 1, needsRateTrades: 0, netProfit: '10' });
    const stored = await desk.query<{ total_trades: unknown }>(
      `SELECT total_trades FROM daily_performance
       WHERE account_id = (SELECT account_id FROM accounts WHERE account = ?)`,
      [euros],
    );
    expect(stored.map((row) => Number(row.total_trades))).toEqual([1]);
  });

  it('are empty for an account without trades', async () => {
    const empty = await desk.account();
    const read = (path: string): Promise<Body> => desk.read(`charts/${path}?account=${empty}`);
    const start = { trades: 0, time: null };
    expect((await read('equity')).points).toEqual([{ ...start, value: '0' }]);
    expect((await read('underwater')).points).toEqual([{ ...start, drawdown: '0', drawdownPct: null }]);
    expect((await read('distribution')).trades).toBe(0);
    expect(await read('streaks')).toMatchObject({ longestWins: 0, current: null, runs: [], runsOver: 0 });
    expect((await read('heatmap')).cells).toEqual([]);
    expect((await read('symbols')).items).toEqual([]);
    expect((await read('durations')).items).toHaveLength(5);
    expect((await read('mae-mfe')).points).toEqual([]);
    expect((await read('monthly')).months).toHaveLength(24);
  });

  it('refuse what they cannot draw', async () => {
    const rule = async (path: string) => {
      const { status, body } = await desk.get(`charts/${path}&account=${account}`);
      return [status, body.errors?.[0]?.rule];
    };
    expect(await rule('equity?points=3')).toEqual([422, 'range']);
    expect(await rule('equity?granularity=minute')).toEqual([422, 'choice']);
    expect(await rule('distribution?edges=1,1')).toEqual([422, 'rising']);
    expect(await rule('distribution?edges=,')).toEqual([422, 'rising']);
    expect(await rule('mae-mfe?limit=0')).toEqual([422, 'range']);
  });
});
