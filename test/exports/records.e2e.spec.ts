import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSheet } from 'read-excel-file/node';
import { AccountDirectory } from '../../src/accounts/account-directory.js';
import { DailyPerformance } from '../../src/analytics/persistence/daily-performance.entity.js';
import { PerformanceMetrics } from '../../src/analytics/persistence/performance-metrics.entity.js';
import { snakeCase } from '../../src/common/case.js';
import { Table } from '../../src/database/table.js';
import { sessionOf } from '../../src/database/tx.js';
import { UnitOfWork } from '../../src/database/unit-of-work.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { openAccount, parseCsv, recordsOf } from './support.js';

const NOW = '2026-03-05T00:00:00.000000Z';

describe.each(DIALECTS)('exports of other records on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    await openAccount(app, 'mine');
    await openAccount(app, 'theirs');
    for (const account of ['mine', 'theirs']) {
      await post('/api/signals', [
        signal(account, '2026-03-02T10:00:00Z', { context: { adxAtEntry: 27.5 }, reason: '=1+1' }),
        signal(account, '2026-03-03T10:00:00Z', {}),
      ]);
      await post('/api/account-snapshots', [
        { account, balance: '50000.00000001', equity: '50120.5', snapshotTime: '2026-03-02T10:00:00Z' },
        { account, balance: '1', equity: '1', margin: '0.5', snapshotTime: '2026-03-03T10:00:00Z' },
      ]);
      await insertPerformance(app, account);
    }
  });
  afterAll(() => app.close());

  const post = async (path: string, body: object[]) => {
    const answer = await app.fetchJson('POST', path, body);
    expect(answer.body.map(({ status }: { status: number }) => status)).toEqual(body.map(() => 201));
  };
  const csv = async (path: string, headers: Record<string, string> = {}) =>
    app.fetchJson('GET', `/api/exports/${path}`, undefined, headers);
  const rowsOf = async (path: string) => recordsOf((await csv(path)).body);

  it.each([
    ['signals', '/api/signals'],
    ['snapshots', '/api/account-snapshots'],
  ])('%s have every field of the list, newest first', async (kind, list) => {
    const { body } = await app.fetchJson('GET', `${list}?account=mine`);
    const items: Record<string, unknown>[] = body.items;

    const rows = await rowsOf(`${kind}.csv?account=mine`);

    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      items.map((item) =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [snakeCase(name), shown(value)])),
      ),
    );
  });

  it('daily-performance has the days of an account, newest first', async () => {
    const [, day] = await rowsOf('daily-performance.csv?account=mine');

    expect(day).toMatchObject({
      ...{ account: 'mine', date: '2026-03-02', currency: 'USD', total_trades: '3', symbols: 'ES; MNQ' },
      ...{ net_profit: '-0.00000001', win_rate: '0.5', profit_factor: '', is_red_day: 'true', pnl_r: '-1.5' },
    });
  });

  it('metrics have the stored snapshots, those over all accounts without a name', async () => {
    const rows = await rowsOf('metrics.csv');

    expect(rows.map(({ account, window_trades: window }) => [account, window])).toEqual([
      ['', '20'],
      ['theirs', '20'],
      ['', '20'],
      ['mine', '20'],
    ]);
    expect(rows[0]).toMatchObject({ win_rate_wilson_lb: '0.38658', profit_factor: '', total_wins: '12' });
  });

  it.each([
    ['signals', 'from=2026-03-02T10:00:00Z&to=2026-03-03T10:00:00Z', 1],
    ['snapshots', 'from=2026-03-02T10:00:00Z&to=2026-03-03T10:00:00Z', 1],
    ['daily-performance', 'from=2026-03-02&to=2026-03-03', 1],
    ['metrics', 'from=2026-03-05T00:00:00Z&to=2026-03-05T00:00:01Z', 1],
    ['metrics', 'from=2026-03-04T00:00:00Z&to=2026-03-05T00:00:00Z', 0],
    ['signals', 'executed=true', 0],
  ])('%s take half-open ranges and filters: %s', async (kind, query, count) => {
    expect(await rowsOf(`${kind}.csv?account=mine&${query}`)).toHaveLength(count);
  });

  it.each(['signals', 'snapshots', 'daily-performance', 'metrics'])(
    '%s are the same rows in Excel',
    async (kind) => {
      const response = await fetch(`${app.url}/api/exports/${kind}.xlsx?account=mine`, {
        headers: { 'x-api-key': app.adminKey },
      });
      const lines = parseCsv((await csv(`${kind}.csv?account=mine`)).body);

      const rows = await readSheet(Buffer.from(await response.arrayBuffer()));

      expect(rows[0]).toEqual(lines[0]);
      expect(rows).toHaveLength(lines.length);
    },
  );

  it('disarm text in CSV', async () => {
    expect((await rowsOf('signals.csv?account=mine'))[1]).toMatchObject({ reason: "'=1+1" });
  });

  it.each(['signals', 'snapshots', 'daily-performance', 'metrics'])(
    '%s show a key the accounts that it is bound to',
    async (kind) => {
      const { body } = await app.fetchJson('POST', '/api/auth/keys', {
        ...{ name: 'bound', scopes: ['read'], accounts: ['mine'] },
      });
      const key = { 'x-api-key': body.apiKey as string };

      const rows = recordsOf((await csv(`${kind}.csv`, key)).body);

      expect(new Set(rows.map(({ account }) => account))).toEqual(new Set(['mine']));
      expect((await csv(`${kind}.csv?account=theirs`, key)).status).toBe(403);
    },
  );

  it.each(['daily-performance.csv?from=yesterday', 'metrics.csv?from=2026-03-02', 'signals.xlsx?bom=true'])(
    'refuse %s',
    async (path) => {
      expect(await csv(path)).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    },
  );
});

function signal(account: string, timestamp: string, more: object): object {
  return {
    account,
    symbol: 'MNQ',
    signalType: 'BUY',
    price: '15000.25',
    strategy: 'ORB',
    timestamp,
    ...more,
  };
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  return text.startsWith('=') ? `'${text}` : text;
}

/** Two days, a snapshot of the account's metrics, and one over all accounts. */
async function insertPerformance(app: TestApp, account: string): Promise<void> {
  const { accountId } = await app.app.get(AccountDirectory).getOrThrow(account);
  const key = accountId * 10;
  const day = (date: string, number: number): DailyPerformance => ({
    ...{ dailyPerformanceId: key + number, accountId, date, currency: 'USD', totalTrades: 3 },
    ...{ winningTrades: 1, losingTrades: 1, breakevenTrades: 1, grossProfit: '1', grossLoss: '1.00000001' },
    ...{ netProfit: '-0.00000001', feesPaid: '0', winRate: 0.5, profitFactor: null, averageWin: '1' },
    ...{ averageLoss: '-1', largestWin: '1', largestLoss: '-1', maxConsecutiveWins: 1 },
    ...{ maxConsecutiveLosses: 1, averageDurationSeconds: 90.5, symbols: ['ES', 'MNQ'], pnlR: -1.5 },
    ...{ isRedDay: true, endBalance: null, endEquity: null, createdAt: NOW, updatedAt: NOW },
  });
  const metrics = (of: number | null, number: number): PerformanceMetrics => ({
    ...{ metricId: key + number, accountId: of, timestamp: NOW, windowTrades: 20, profitFactor: null },
    ...{ expectedR: 0.1, winRate: 0.6, winRateWilsonLb: 0.38658, maxDrawdownR: -2, currentDrawdownR: 0 },
    ...{ costsPct: 1, totalTrades: 20, totalWins: 12, totalLosses: 8, avgWinR: 1, avgLossR: -1 },
  });
  await app.app.get(UnitOfWork).run(accountId, async (tx) => {
    await tx.ready;
    const session = sessionOf(tx);
    await new Table(DailyPerformance).insert(session, [day('2026-03-02', 1), day('2026-03-03', 2)]);
    await new Table(PerformanceMetrics).insert(session, [metrics(accountId, 1), metrics(null, 2)]);
  });
}
