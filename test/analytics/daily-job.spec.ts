import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DailyJob, dayDueAt } from '../../src/analytics/daily-job.js';
import { TestClock } from '../access/support.js';
import { aClosedTrade, aSnapshot } from '../support/builders.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { type Body, Desk } from '../trading/desk.js';

const HOUR_MS = 3_600_000;
const chicago = { timeZone: 'America/Chicago', dayStart: '17:00' };
const prague = { timeZone: 'Europe/Prague', dayStart: '00:00' };

describe('the day that is due', () => {
  it.each([
    // 00:05 in Prague is 23:05Z in winter and 22:05Z in summer.
    [prague, '2026-03-28T23:04:59.999999Z', '2026-03-27'],
    [prague, '2026-03-28T23:05:00.000000Z', '2026-03-28'],
    [prague, '2026-03-29T22:04:59.999999Z', '2026-03-28'],
    [prague, '2026-03-29T22:05:00.000000Z', '2026-03-29'],
    // 00:05 in Chicago is 06:05Z in winter and 05:05Z in summer; the CME day ended at 17:00.
    [chicago, '2026-03-10T05:04:59.999999Z', '2026-03-08'],
    [chicago, '2026-03-10T05:05:00.000000Z', '2026-03-09'],
    [chicago, '2026-11-03T06:04:59.999999Z', '2026-11-01'],
    [chicago, '2026-11-03T06:05:00.000000Z', '2026-11-02'],
  ])('of %o at %s is %s', (calendar, now, day) => {
    expect(dayDueAt(now, calendar)).toBe(day);
  });
});

describe.each(DIALECTS)('the daily job on %s', (dialect) => {
  let scratch: ScratchDatabase;
  let clock: TestClock;
  let desk: Desk;
  let account: string;

  /** 2 March 2026, 22:00 in Prague. */
  beforeEach(async () => {
    scratch = await scratchDatabase(dialect);
    clock = new TestClock(Date.parse('2026-03-02T21:00:00Z'));
    desk = await Desk.open(dialect, { scratch, clock });
    await desk.app.app.get(DailyJob).settled();
    account = await desk.account(prague);
    await run();
    await close('2026-03-02T14:00:00Z', '2026-03-02T20:30:00Z');
  });
  afterEach(async () => {
    await desk.close();
    await scratch.drop();
  });

  const run = (of = desk) => of.app.app.get(DailyJob).run();
  const close = async (entryTime: string, ...exits: string[]) => {
    for (const exitTime of exits) {
      await desk.recorded('trades', aClosedTrade({ account, entryTime, exitTime }));
    }
  };
  const stored = async (of = desk) =>
    (
      await of.query<{ date: string; total_trades: unknown }>(
        'SELECT date, total_trades FROM daily_performance ORDER BY date',
      )
    ).map((row): [string, number] => [row.date, Number(row.total_trades)]);

  it('writes the day that ended at 00:05 of the zone, not before, and once', async () => {
    clock.advance(2 * HOUR_MS + 4 * 60_000);
    expect(await run()).toEqual([]);
    expect(await stored()).toEqual([]);
    clock.advance(60_000);
    expect(await run()).toEqual([account]);
    expect(await stored()).toEqual([['2026-03-02', 1]]);
    expect(await run()).toEqual([]);
  });

  it('writes the end balance of the day', async () => {
    await desk.recorded(
      'account-snapshots',
      aSnapshot({ account, balance: '100', equity: '99.5', snapshotTime: '2026-03-02T20:59:00Z' }),
    );
    clock.advance(3 * HOUR_MS);
    await run();
    const [row] = await desk.query<Body>('SELECT * FROM daily_performance');
    expect(row.symbols).toBe('["MNQ"]');
    const day = await desk.read(`performance/daily/2026-03-02?account=${account}`);
    expect([day.endBalance, day.endEquity, row.end_balance === null]).toEqual(['100', '99.5', false]);
  });

  it('makes up for the days that were missed while nothing ran', async () => {
    clock.advance(3 * HOUR_MS);
    await run();
    clock.advance(24 * HOUR_MS);
    await close('2026-03-03T10:00:00Z', '2026-03-03T10:30:00Z');
    clock.advance(24 * HOUR_MS);
    await close('2026-03-04T10:00:00Z', '2026-03-04T10:30:00Z', '2026-03-04T10:40:00Z');
    await desk.close();

    clock.advance(5 * 24 * HOUR_MS);
    desk = await Desk.open(dialect, { scratch, clock });
    await desk.app.app.get(DailyJob).settled();
    expect(await stored()).toEqual([
      ['2026-03-02', 1],
      ['2026-03-03', 1],
      ['2026-03-04', 2],
    ]);
  });

  it('is done by one of two processes', async () => {
    // A SQLite file has one process (docs/adr/0001); its own runs must not overlap either.
    const second = dialect === 'postgres' ? await Desk.open(dialect, { scratch, clock }) : desk;
    try {
      await second.app.app.get(DailyJob).settled();
      clock.advance(3 * HOUR_MS);
      const done = await Promise.all([run(), run(second), run(), run(second)]);
      expect(done.flat()).toEqual([account]);
      expect(await stored(second)).toEqual([['2026-03-02', 1]]);
    } finally {
      await (second === desk ? undefined : second.close());
    }
  });

  it('takes an edit of a day that it had written into the row', async () => {
    clock.advance(3 * HOUR_MS);
    await run();
    await close('2026-03-02T15:00:00Z', '2026-03-02T15:30:00Z');
    clock.advance(24 * HOUR_MS);
    await run();
    expect(await stored()).toEqual([['2026-03-02', 2]]);
  });
});

describe.each(DIALECTS)('aggregation on request on %s', (dialect) => {
  let desk: Desk;
  let account: string;

  beforeEach(async () => {
    desk = await Desk.open(dialect, { clock: new TestClock(Date.parse('2026-03-10T12:00:00Z')) });
    // The job of the start would write the account's days as well, if it still ran.
    await desk.app.app.get(DailyJob).settled();
    account = await desk.account();
    for (const day of ['2024-01-15', '2025-06-02', '2026-03-09', '2026-03-10']) {
      await desk.recorded(
        'trades',
        aClosedTrade({ account, entryTime: `${day}T10:00:00Z`, exitTime: `${day}T11:00:00Z` }),
      );
    }
  });
  afterEach(() => desk.close());

  const aggregate = async (request: object) => {
    const { status, body } = await desk.post('performance/aggregate', { account, ...request });
    return { status, ...body };
  };
  const rows = () =>
    desk.query<Body>(
      `SELECT date, total_trades, net_profit, win_rate, symbols, end_balance FROM daily_performance ORDER BY date`,
    );

  it('writes yesterday by default, and a day that is asked for', async () => {
    expect(await aggregate({})).toEqual({
      ...{ status: 200, account, firstDay: '2026-03-09', lastDay: '2026-03-09', days: 1, trades: 1 },
      nextFrom: null,
    });
    expect(await aggregate({ date: '2025-06-02' })).toMatchObject({ days: 1, lastDay: '2025-06-02' });
    expect((await rows()).map(({ date }: Body) => date)).toEqual(['2025-06-02', '2026-03-09']);
  });

  it('goes on where a long backfill stopped, and leaves out the day in progress', async () => {
    const calls: Body[] = [await aggregate({ backfill: true })];
    while (calls.at(-1).nextFrom !== null) {
      calls.push(await aggregate({ from: calls.at(-1).nextFrom }));
    }
    expect(calls.map(({ firstDay, days }) => [firstDay, days])).toEqual([
      ['2024-01-15', 1],
      ['2025-01-15', 1],
      ['2026-01-16', 1],
    ]);
    expect((await rows()).map(({ date }: Body) => date)).toEqual(['2024-01-15', '2025-06-02', '2026-03-09']);
  });

  it('changes nothing the second time', async () => {
    await aggregate({ from: '2025-06-01' });
    const first = await rows();
    await aggregate({ from: '2025-06-01' });
    await Promise.all([aggregate({ from: '2025-06-01' }), aggregate({ from: '2025-05-01' })]);
    expect(first).toHaveLength(2);
    expect(await rows()).toEqual(first);
  });

  it('has nothing to backfill without a trade', async () => {
    const empty = await desk.account();
    expect(await aggregate({ account: empty, backfill: true })).toMatchObject({ days: 0, firstDay: null });
  });

  it('refuses a day that is not over and contradictions', async () => {
    const ruleOf = async (request: object) => (await aggregate(request)).errors?.[0]?.rule;
    expect(await ruleOf({ date: '2026-03-10' })).toBe('day_over');
    expect(await ruleOf({ date: '2026-03-09', from: '2026-03-01' })).toBe('contradiction');
    expect(await ruleOf({ backfill: true, to: '2026-03-01' })).toBe('contradiction');
    expect(await ruleOf({ to: '2026-03-01' })).toBe('range');
    expect(await ruleOf({ from: '2026-03-02', to: '2026-03-02' })).toBe('range');
    expect(await ruleOf({ date: 'yesterday' })).toBe('day');
  });
});
