import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClock } from '../access/support.js';
import { aClosedTrade, aSnapshot } from '../support/builders.js';
import { DIALECTS } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';

/** Long after both changes of the clocks of 2025. */
const NOW = Date.parse('2025-12-01T12:00:00Z');

const ACCOUNTS = {
  newYork: { timeZone: 'America/New_York', dayStart: '00:00' },
  chicago: { timeZone: 'America/Chicago', dayStart: '17:00' },
  prague: { timeZone: 'Europe/Prague', dayStart: '00:00' },
};

/**
 * Exits around the changes of the clocks in 2025 (America: 9 March and 2 November, Europe: 30 March and 26 October), and
 * the trading day and week on which each must count. From the offsets: New York UTC-5/-4, Chicago UTC-6/-5, Prague UTC+1/+2.
 */
const EXITS: [account: keyof typeof ACCOUNTS, exit: string, day: string, week: string][] = [
  ['newYork', '2025-03-09T04:59:59.999999Z', '2025-03-08', '2025-03-03'],
  ['newYork', '2025-03-09T05:00:00Z', '2025-03-09', '2025-03-03'],
  ['newYork', '2025-03-10T03:59:59.999999Z', '2025-03-09', '2025-03-03'],
  ['newYork', '2025-03-10T04:00:00Z', '2025-03-10', '2025-03-10'],
  ['newYork', '2025-11-02T03:59:59.999999Z', '2025-11-01', '2025-10-27'],
  ['newYork', '2025-11-02T04:00:00Z', '2025-11-02', '2025-10-27'],
  ['newYork', '2025-11-03T04:59:59.999999Z', '2025-11-02', '2025-10-27'],
  ['newYork', '2025-11-03T05:00:00Z', '2025-11-03', '2025-11-03'],
  ['chicago', '2025-03-08T22:59:59.999999Z', '2025-03-08', '2025-03-03'],
  ['chicago', '2025-03-08T23:00:00Z', '2025-03-09', '2025-03-03'],
  ['chicago', '2025-03-09T21:59:59.999999Z', '2025-03-09', '2025-03-03'],
  ['chicago', '2025-03-09T22:00:00Z', '2025-03-10', '2025-03-10'],
  ['chicago', '2025-11-01T21:59:59.999999Z', '2025-11-01', '2025-10-27'],
  ['chicago', '2025-11-01T22:00:00Z', '2025-11-02', '2025-10-27'],
  ['chicago', '2025-11-02T22:59:59.999999Z', '2025-11-02', '2025-10-27'],
  ['chicago', '2025-11-02T23:00:00Z', '2025-11-03', '2025-11-03'],
  ['prague', '2025-03-29T22:59:59.999999Z', '2025-03-29', '2025-03-24'],
  ['prague', '2025-03-29T23:00:00Z', '2025-03-30', '2025-03-24'],
  ['prague', '2025-03-30T21:59:59.999999Z', '2025-03-30', '2025-03-24'],
  ['prague', '2025-03-30T22:00:00Z', '2025-03-31', '2025-03-31'],
  ['prague', '2025-10-25T21:59:59.999999Z', '2025-10-25', '2025-10-20'],
  ['prague', '2025-10-25T22:00:00Z', '2025-10-26', '2025-10-20'],
  ['prague', '2025-10-26T22:59:59.999999Z', '2025-10-26', '2025-10-20'],
  ['prague', '2025-10-26T23:00:00Z', '2025-10-27', '2025-10-27'],
];

describe.each(DIALECTS)('trading days over HTTP on %s', (dialect) => {
  let desk: Desk;
  const slugs = new Map<string, string>();
  const slugOf = (name: string): string => slugs.get(name) ?? name;

  beforeAll(async () => {
    desk = await Desk.open(dialect, { clock: new TestClock(NOW) });
    for (const [name, calendar] of Object.entries(ACCOUNTS)) {
      slugs.set(name, await desk.account(calendar));
    }
    for (const [account, exitTime] of EXITS) {
      const entryTime = new Date(Date.parse(exitTime) - 60_000).toISOString();
      await desk.recorded('trades', aClosedTrade({ account: slugOf(account), entryTime, exitTime }));
    }
  });
  afterAll(() => desk.close());

  it.each(Object.keys(ACCOUNTS))('put each exit of %s on its day', async (name) => {
    const expected = countBy(EXITS.filter(([account]) => account === name).map(([, , day]) => day));
    const { items } = await desk.read(`performance/daily?account=${slugOf(name)}`);
    expect(countsOf(items, 'date')).toEqual(expected);
  });

  it.each(Object.keys(ACCOUNTS))('put each exit of %s into its week', async (name) => {
    const expected = countBy(EXITS.filter(([account]) => account === name).map(([, , , week]) => week));
    const { items } = await desk.read(`performance/weekly?account=${slugOf(name)}`);
    expect(countsOf(items, 'period')).toEqual(expected);
  });

  it('have the length that the clocks give them', async () => {
    const hours = async (account: string, date: string) => {
      const day = await desk.read(`performance/daily/${date}?account=${slugOf(account)}`);
      return (Date.parse(day.endsAt) - Date.parse(day.startsAt)) / 3_600_000;
    };
    expect(await hours('newYork', '2025-03-09')).toBe(23);
    expect(await hours('newYork', '2025-11-02')).toBe(25);
    expect(await hours('chicago', '2025-03-09')).toBe(23);
    expect(await hours('chicago', '2025-03-10')).toBe(24);
    expect(await hours('chicago', '2025-11-02')).toBe(25);
    expect(await hours('prague', '2025-03-30')).toBe(23);
    expect(await hours('prague', '2025-10-26')).toBe(25);
  });

  it('are in the stored rows as in the answers', async () => {
    const { items } = await desk.read(`performance/daily?account=${slugOf('chicago')}`);
    const rows = await storedDays(desk, slugOf('chicago'));
    expect(rows.map(({ date }) => date)).toEqual(items.map((item: Body) => item.date).reverse());
  });
});

describe.each(DIALECTS)('the figures of a day on %s', (dialect) => {
  let desk: Desk;
  let account: string;

  /** In exit order, in dollars net: +20, -10, -15 and 0 on 2 March 2026, and +40 on the next day. */
  const RESULTS: [minute: number, points: number, fields?: Record<string, string>][] = [
    [1, 10.5, { commission: '1', symbol: 'MNQ' }],
    [2, -5],
    [3, -3, { symbol: 'MES' }],
    [4, 0],
    [24 * 60, 20],
  ];

  beforeAll(async () => {
    desk = await Desk.open(dialect, { clock: new TestClock(Date.parse('2026-03-10T12:00:00Z')) });
    account = await desk.account();
    for (const [minute, points, fields = {}] of RESULTS) {
      await desk.recorded(
        'trades',
        aClosedTrade({
          ...{ account, entryTime: minuteOf(minute - 1), exitTime: minuteOf(minute), stopLoss: '14995' },
          ...{ exitPrice: String(15000 + points), ...fields },
        }),
      );
    }
    for (const [minute, equity] of [
      [5, '50010'],
      [540, '49980'],
      [26 * 60, '50020'],
    ] as const) {
      await desk.recorded(
        'account-snapshots',
        aSnapshot({ account, balance: '50000', equity, snapshotTime: minuteOf(minute) }),
      );
    }
  });
  afterAll(() => desk.close());

  it('are those of its trades, to the last digit', async () => {
    // MNQ: $2 a point. MES: $5 a point. 10.5 points - $1 = 20; -5 points = -10; -3 points of MES = -15; flat; 20 points = 40.
    expect(await desk.read(`performance/daily/2026-03-02?account=${account}`)).toEqual({
      ...{ account, currency: 'USD', date: '2026-03-02', isOpen: false },
      ...{ startsAt: '2026-03-02T00:00:00.000000Z', endsAt: '2026-03-03T00:00:00.000000Z' },
      ...{ totalTrades: 4, winningTrades: 1, losingTrades: 2, breakevenTrades: 1, needsRateTrades: 0 },
      ...{ grossProfit: '20', grossLoss: '25', netProfit: '-5', feesPaid: '1' },
      ...{ winRate: 0.25, profitFactor: 0.8, profitFactorInfinite: false },
      ...{ averageWin: '20', averageLoss: '-12.5', largestWin: '20', largestLoss: '-15' },
      ...{ maxConsecutiveWins: 1, maxConsecutiveLosses: 2, averageDurationSeconds: 60 },
      // 1 R: 5 points, $10 of MNQ and $25 of MES. 2 - 1 - 0.6 + 0.
      ...{ pnlR: 0.4, isRedDay: true, symbols: ['MES', 'MNQ'] },
      ...{ endBalance: '50000', endEquity: '49980' },
    });
  });

  it('have no end balance on a day without a snapshot, and none is invented', async () => {
    const { items } = await desk.read(`performance/daily?account=${account}`);
    expect(items.map((item: Body) => [item.date, item.endEquity])).toEqual([
      ['2026-03-03', '50020'],
      ['2026-03-02', '49980'],
    ]);
    const lonely = await desk.account();
    await desk.recorded('trades', aClosedTrade({ account: lonely }));
    expect((await desk.read(`performance/daily?account=${lonely}`)).items[0]).toMatchObject({
      ...{ endBalance: null, endEquity: null },
    });
  });

  it('add up to the summary, the week, the month and the calendar', async () => {
    expect(await desk.read(`performance/summary?account=${account}`)).toMatchObject({
      ...{ firstDay: '2026-03-02', lastDay: '2026-03-03', totalTrades: 5, netProfit: '35' },
      ...{ tradingDays: 2, winningDays: 1, losingDays: 1, breakevenDays: 0, averageDailyProfit: '17.5' },
      ...{ bestDay: '2026-03-03', bestDayProfit: '40', worstDay: '2026-03-02', worstDayProfit: '-5' },
      ...{ grossProfit: '60', grossLoss: '25', profitFactor: 2.4, winRate: 0.4 },
      ...{ maxConsecutiveWinningDays: 1, maxConsecutiveLosingDays: 1 },
    });
    const whole = { totalTrades: 5, netProfit: '35', tradingDays: 2, winningDays: 1, losingDays: 1 };
    expect((await desk.read(`performance/weekly?account=${account}`)).items).toEqual([
      expect.objectContaining({ period: '2026-03-02', ...whole }),
    ]);
    expect((await desk.read(`performance/monthly?account=${account}`)).items).toEqual([
      expect.objectContaining({ period: '2026-03', startsAt: '2026-03-01T00:00:00.000000Z', ...whole }),
    ]);
    const calendar = await desk.read(`performance/calendar?account=${account}`);
    expect(calendar).toMatchObject({ month: '2026-03', total: { netProfit: '35' } });
    expect(calendar.days).toHaveLength(31);
    expect(calendar.days[1]).toMatchObject({ date: '2026-03-02', weekday: 1, trades: 4, netProfit: '-5' });
    expect(calendar.days[4]).toMatchObject({ date: '2026-03-05', trades: 0, netProfit: '0', winRate: null });
    expect(calendar.weeks).toEqual([{ week: '2026-03-02', trades: 5, netProfit: '35', pnlR: 4.4 }]);
  });

  it('come in pages and ranges', async () => {
    const first = await desk.read(`performance/daily?account=${account}&limit=1`);
    const second = await desk.read(
      `performance/daily?account=${account}&limit=1&cursor=${String(first.nextCursor)}`,
    );
    expect([first, second].map(({ items }) => items.map(({ date }: Body) => date))).toEqual([
      ['2026-03-03'],
      ['2026-03-02'],
    ]);
    expect(second.nextCursor).toBeNull();
    const range = await desk.read(`performance/daily?account=${account}&from=2026-03-02&to=2026-03-03`);
    expect(range.items.map(({ date }: Body) => date)).toEqual(['2026-03-02']);
  });
});

describe.each(DIALECTS)('performance of an account without trades on %s', (dialect) => {
  it('is empty, never wrong', async () => {
    const desk = await Desk.open(dialect);
    const account = await desk.account();
    expect(await desk.read(`performance/daily?account=${account}`)).toEqual({ items: [], nextCursor: null });
    expect(await desk.read(`performance/summary?account=${account}`)).toMatchObject({
      ...{ totalTrades: 0, netProfit: '0', winRate: null, profitFactor: null, profitFactorInfinite: false },
      ...{
        firstDay: null,
        tradingDays: 0,
        averageDailyProfit: null,
        bestDay: null,
        averageDurationSeconds: null,
      },
    });
    expect((await desk.read(`performance/weekly?account=${account}`)).items).toEqual([]);
    expect((await desk.read(`performance/calendar?account=${account}&month=2026-02`)).days).toHaveLength(28);
    expect((await desk.get(`performance/daily/2026-03-02?account=${account}`)).body.code).toBe(
      'day_not_found',
    );
    await desk.close();
  });

  it('refuses what it cannot mean', async () => {
    const desk = await Desk.open(dialect);
    const account = await desk.account();
    const codes = async (path: string) => {
      const { status, body } = await desk.get(`performance/${path}`);
      return [status, body.code, body.errors?.[0]?.rule];
    };
    expect(await codes('daily')).toEqual([422, 'validation_failed', 'required']);
    expect(await codes('daily?account=nobody')).toEqual([422, 'unknown_account', 'unknown_account']);
    expect(await codes(`daily?account=${account}&from=2026-02-30`)).toEqual([
      422,
      'validation_failed',
      'day',
    ]);
    expect(await codes(`daily/2026-13-01?account=${account}`)).toEqual([422, 'validation_failed', 'day']);
    expect(await codes(`daily?account=${account}&cursor=x`)).toEqual([422, 'validation_failed', 'cursor']);
    expect(await codes(`calendar?account=${account}&month=2026-13`)).toEqual([
      422,
      'validation_failed',
      'pattern',
    ]);
    await desk.close();
  });
});

function minuteOf(minute: number): string {
  return new Date(Date.parse('2026-03-02T14:30:00Z') + minute * 60_000).toISOString();
}

function countBy(names: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) {
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

function countsOf(items: Body[], name: string): Record<string, number> {
  return Object.fromEntries(items.map((item) => [item[name], item.totalTrades]));
}

function storedDays(desk: Desk, account: string): Promise<{ date: string }[]> {
  return desk.query(
    `SELECT date FROM daily_performance
     WHERE account_id = (SELECT account_id FROM accounts WHERE account = ?) ORDER BY date`,
    [account],
  );
}
