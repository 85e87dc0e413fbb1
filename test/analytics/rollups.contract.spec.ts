import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountDirectory } from '../../src/accounts/account-directory.js';
import { RollupAuditor } from '../../src/analytics/rollup-auditor.js';
import { runCli } from '../../src/cli/run-cli.js';
import { Clock } from '../../src/common/clock.js';
import { aClosedTrade, aFill, aSignal } from '../support/builders.js';
import { byHand } from '../support/by-hand.js';
import { DIALECTS, scratchDatabase, type ScratchDatabase } from '../support/databases.js';
import { type Body, Desk, oneTo } from '../trading/desk.js';
import { ofResults, withoutBasis } from './results.js';

class SetClock extends Clock {
  millis = Date.parse('2025-07-10T12:00:00Z');

  override nowMillis(): number {
    return this.millis;
  }
}

describe.each(DIALECTS)('rollups on %s', (dialect) => {
  const clock = new SetClock();
  let scratch: ScratchDatabase;
  let desk: Desk;
  beforeAll(async () => {
    scratch = await scratchDatabase(dialect);
    desk = await Desk.open(dialect, { clock, scratch });
  });
  afterAll(async () => {
    await desk.close();
    await scratch.drop();
  });

  const allTime = (account: string): Promise<Body> => desk.read(`metrics?account=${account}&window=all`);

  /** All-time metrics, which must be those of the trades; and the rollups behind them must be sound. */
  async function sound(account: string): Promise<Body> {
    const stored = await allTime(account);
    expect(withoutBasis(stored)).toEqual(
      withoutBasis(await desk.read(`metrics?account=${account}&window=10000`)),
    );
    const { accountId } = await desk.app.app.get(AccountDirectory, { strict: false }).getOrThrow(account);
    expect(
      await desk.app.app.get(RollupAuditor, { strict: false }).verify(accountId, () => undefined),
    ).toEqual([]);
    return stored;
  }

  async function staleDays(account: string): Promise<string[]> {
    const rows = await desk.query<{ day: string }>(
      `SELECT day FROM stale_days WHERE account_id = (SELECT account_id FROM accounts WHERE account = ?) ORDER BY day`,
      [account],
    );
    return rows.map(({ day }) => day);
  }

  /** The stored days, each with the number of its rows. */
  async function storedDays(account: string): Promise<string[]> {
    const rows = await desk.query<{ period: string }>(
      `SELECT DISTINCT period FROM rollups WHERE grain = 'day'
       AND account_id = (SELECT account_id FROM accounts WHERE account = ?) ORDER BY period`,
      [account],
    );
    return rows.map(({ period }) => period);
  }

  /** A round trip of fills that lasts an hour. */
  async function roundTrip(account: string, entry: string, price: string): Promise<Body[]> {
    const [day = '', hour = '10'] = entry.split('T');
    return desk.recordedEach('fills', [
      aFill({ account, occurredAt: `${day}T${hour}:00:00Z` }),
      aFill({ account, side: 'SELL', price, occurredAt: `${day}T${String(Number(hour) + 1)}:00:00Z` }),
    ]);
  }

  it('mark the day of a close stale, once, and fold it when it is read', async () => {
    const account = await desk.account();
    await roundTrip(account, '2025-06-02', '15010');
    await roundTrip(account, '2025-06-02T13', '15020');
    expect(await staleDays(account)).toEqual(['2025-06-02']);

    expect(await sound(account)).toMatchObject({ totalTrades: 2, netProfit: '60' });
    expect(await staleDays(account)).toEqual([]);
    expect(await storedDays(account)).toEqual(['2025-06-02']);
  });

  it('do not store the day in progress, and have its trades all the same', async () => {
    const account = await desk.account();
    await roundTrip(account, '2025-07-09', '15010');
    await roundTrip(account, '2025-07-10', '15020');

    expect(await sound(account)).toMatchObject({ totalTrades: 2, netProfit: '60' });
    expect(await storedDays(account)).toEqual(['2025-07-09']);
    expect(await staleDays(account)).toEqual(['2025-07-10']);
  });

  it('mark nothing for an entry, and nothing for a fill that is sent again', async () => {
    const account = await desk.account();
    const [, exit] = await roundTrip(account, '2025-06-02', '15010');
    await sound(account);
    await desk.recorded('fills', aFill({ account, occurredAt: '2025-06-03T10:00:00Z' }));
    const again = aFill({
      ...{ account, executionId: exit.executionId, side: 'SELL', price: '15010' },
      occurredAt: '2025-06-02T11:00:00Z',
    });
    expect((await desk.post('fills', again)).status).toBe(200);

    expect(await staleDays(account)).toEqual([]);
  });

  it('follow a correction that moves an exit to another day: both days are folded again, no other', async () => {
    const account = await desk.account();
    await roundTrip(account, '2025-06-02', '15010');
    const [, exit] = await roundTrip(account, '2025-06-05', '15020');
    await roundTrip(account, '2025-06-12', '15030');
    await sound(account);

    await desk.recorded(
      'fills',
      aFill({
        ...{ account, side: 'SELL', price: '15040', occurredAt: '2025-06-06T11:00:00Z' },
        ...{ kind: 'CORRECTION', replacesExecutionId: exit.executionId },
      }),
    );

    expect(await staleDays(account)).toEqual(['2025-06-05', '2025-06-06']);
    expect(await sound(account)).toMatchObject({ totalTrades: 3, netProfit: '160' });
    expect(await storedDays(account)).toEqual(['2025-06-02', '2025-06-06', '2025-06-12']);
  });

  it('follow a bust that takes a closed trade away', async () => {
    const account = await desk.account();
    const [, exit] = await roundTrip(account, '2025-06-02', '15010');
    await sound(account);
    await desk.recorded(
      'fills',
      aFill({
        ...{ account, side: 'SELL', price: '15010', occurredAt: '2025-06-02T11:00:00Z' },
        ...{ kind: 'BUST', replacesExecutionId: exit.executionId },
      }),
    );

    expect(await sound(account)).toMatchObject({ totalTrades: 0, netProfit: '0' });
    expect(await storedDays(account)).toEqual([]);
  });

  it('follow a signal that comes after its trade and brings strategy and stop', async () => {
    const account = await desk.account();
    await desk.recordedEach('fills', [
      aFill({ account, clientSignalId: 'early', occurredAt: '2025-06-02T10:00:00Z' }),
      aFill({ account, side: 'SELL', price: '15010', occurredAt: '2025-06-02T11:00:00Z' }),
    ]);
    expect(await sound(account)).toMatchObject({ tradesWithR: 0 });

    const timestamp = '2025-06-02T09:59:00Z';
    await desk.recorded(
      'signals',
      aSignal({ account, clientSignalId: 'early', timestamp, stopLoss: '14990', strategy: 'Fade' }),
    );

    expect(await sound(account)).toMatchObject({ tradesWithR: 1, expectedR: 1 });
    const { items } = await desk.read(`metrics/breakdown?account=${account}&window=all&by=strategy`);
    expect(items).toMatchObject([{ value: 'Fade', totalTrades: 1 }]);
  });

  it('are folded anew when the account moves to another zone', async () => {
    const account = await desk.account();
    await desk.recorded(
      'trades',
      aClosedTrade({ account, entryTime: '2025-06-02T21:00:00Z', exitTime: '2025-06-02T22:30:00Z' }),
    );
    await sound(account);
    expect(await storedDays(account)).toEqual(['2025-06-02']);

    await desk.patch(`accounts/${account}`, { timeZone: 'America/Chicago', dayStart: '17:00' });

    await sound(account);
    expect(await storedDays(account)).toEqual(['2025-06-03']);
  });

  it('stay sound while trades are written and statistics are read at the same time', async () => {
    const account = await desk.account();
    const writers = oneTo(4).map(async (writer) => {
      for (const index of oneTo(12)) {
        const day = `2025-0${1 + (index % 6)}-1${writer}`;
        const trade = { account, entryTime: `${day}T10:00:00Z`, exitTime: `${day}T11:00:00Z` };
        const { tradeId } = await desk.recorded('trades', aClosedTrade({ ...trade, strategy: 'A' }));
        await desk.patch(`trades/${String(tradeId)}`, { strategy: 'B' });
      }
    });
    const readers = oneTo(3).map(async () => {
      let seen = 0;
      for (let read = 0; read < 15; read += 1) {
        const { totalTrades } = await allTime(account);
        expect(totalTrades).toBeGreaterThanOrEqual(seen);
        seen = totalTrades;
      }
    });
    await Promise.all([...writers, ...readers]);

    expect(await sound(account)).toMatchObject({ totalTrades: 48 });
    const { items } = await desk.read(`metrics/breakdown?account=${account}&window=all&by=strategy`);
    expect(items).toMatchObject([{ value: 'B', totalTrades: 48 }]);
  });

  it('are verified and rebuilt from the command line', async () => {
    const account = await desk.account();
    await desk.recordedEach('trades', ofResults(account, [1, -1, 2]));
    await sound(account);
    const said: string[] = [];
    const write = (text: string): void => {
      said.push(text);
    };
    const io = { write, writeError: write, environment: { BLOTTER_DATABASE_URL: scratch.url } };
    const run = (command: string): Promise<number> =>
      runCli(['analytics', command, '--accounts', account], io);

    expect(await run('verify')).toBe(0);
    await spoil(account);
    expect(await run('verify')).toBe(1);
    expect(said.join('')).toContain('2025-03-04\tall\t\tmissing');
    expect(await run('rebuild')).toBe(0);
    expect(await run('verify')).toBe(0);
    await sound(account);
  });

  /** What no writer of ours would do. */
  async function spoil(account: string): Promise<void> {
    await byHand(
      scratch.options,
      `DELETE FROM rollups WHERE period = '2025-03-04' AND slice = 'all'
       AND account_id = (SELECT account_id FROM accounts WHERE account = '${account}')`,
    );
  }

  it('of several accounts add up; drawdowns then follow the days', async () => {
    const one = await desk.account({ startingBalance: '1000' });
    const two = await desk.account({ startingBalance: '1000' });
    await desk.recordedEach('trades', [...ofResults(one, [1, -2, 1]), ...ofResults(two, [1, 1, -3])]);
    const both = `account=${one},${two}`;

    expect(await desk.read(`metrics?${both}&window=all`)).toMatchObject({
      ...{ totalTrades: 6, totalR: -1, netProfit: '-20', tradingDays: 3, maxConsecutiveWins: null },
      // Days: +2, −1, −2 R.
      ...{ maxDrawdownR: -3, maxDrawdown: '-60', byCurrency: null },
      ...{ maxDrawdownFrom: '2025-03-03', maxDrawdownTo: '2025-03-05', maxDrawdownPct: (-60 / 2040) * 100 },
      basis: { drawdown: 'day', currency: 'USD', source: 'rollups' },
    });
    // Trade by trade: 1, 2 | 0, 1 | 2, −1: the deepest fall is 3 R as well, but from and to are instants.
    expect(await desk.read(`metrics?${both}&window=100`)).toMatchObject({
      ...{ totalTrades: 6, maxDrawdownR: -3, netProfit: '-20', basis: { drawdown: 'trade' } },
    });
    const { items } = await desk.read(`metrics/breakdown?${both}&window=all&by=account`);
    expect(items.map(({ totalR }: Body) => totalR).sort()).toEqual([-1, 0]);
  });

  it('of different currencies are never added up: money is given for each', async () => {
    const dollars = await desk.account();
    const euros = await desk.account({ currency: 'EUR' });
    await desk.recordedEach('trades', [
      ...ofResults(dollars, [1, -2]),
      ...ofResults(euros, [1]).map((trade: object) => ({ ...trade, fxRate: '0.5' })),
    ]);
    for (const window of ['all', '50']) {
      const body = await desk.read(`metrics?account=${dollars},${euros}&window=${window}`);
      expect(body).toMatchObject({
        ...{
          totalTrades: 3,
          totalR: 0,
          netProfit: null,
          profitFactor: null,
          maxDrawdown: null,
          sharpe: null,
        },
        basis: { currency: null },
        byCurrency: [
          { currency: 'EUR', accounts: [euros], netProfit: '10', totalTrades: 1 },
          { currency: 'USD', accounts: [dollars], netProfit: '-20', totalTrades: 2 },
        ],
      });
    }
    const { items } = await desk.read(
      `metrics/breakdown?account=${dollars},${euros}&window=all&by=direction`,
    );
    expect(items).toMatchObject([{ value: 'LONG', totalTrades: 3, netProfit: null }]);
  });
});
