import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fromMillis } from '../../src/common/instant.js';
import { insertTrades, openAccount, START } from '../exports/support.js';
import { startApp, type TestApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';

describe.each(DIALECTS)('GET /api/analytics/edge on %s', (dialect) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp(dialect);
    await openAccount(app, 'demo');
    await openAccount(app, 'empty');
    // Entered in the opposite order of their exits: the statistics follow the exit.
    const results = Array.from({ length: 12 }, (_, index) => (index < 6 ? 1 : -1));
    await insertTrades(app, 'demo', [
      ...results.map((resultR, index) => ({
        ...({ status: 'CLOSED', resultR, winLoss: resultR > 0 ? 'Win' : 'Loss', strategy: 'ORB' } as const),
        ...{ plAmountGross: String(resultR * 100), plAmountNet: String(resultR * 100), feesPaid: '1' },
        ...{ entryTime: fromMillis(START - index * 1000), exitTime: fromMillis(START + index * 1000) },
      })),
      { status: 'OPEN', strategy: 'ORB' },
      { status: 'CLOSED', needsRate: true, exitTime: fromMillis(START + 99_000) },
    ]);
  });
  afterAll(() => app.close());

  const edge = (query: string) => app.fetchJson('GET', `/api/analytics/edge?${query}`);

  it('judges the latest closed trades in the order of their exits', async () => {
    const { status, body } = await edge('account=demo');

    expect(status).toBe(200);
    expect(body).toMatchObject({ account: 'demo', strategy: null, window: 100, sampleSize: 12 });
    expect(body.scaling).toMatchObject([
      { rule: 'scale_down_profit_factor', value: 1, passed: false, action: 'scale_down_30_pct' },
      { rule: 'scale_down_drawdown', value: -6, passed: false, action: 'scale_down_30_pct' },
      { rule: 'strategy_retirement', passed: false },
    ]);
  });

  it('takes a window and a strategy', async () => {
    expect((await edge('account=demo&window=5')).body.sampleSize).toBe(5);
    expect((await edge('account=demo&strategy=VWAP')).body.sampleSize).toBe(0);
    expect((await edge('account=empty')).body).toMatchObject({ sampleSize: 0 });
  });

  it.each(['', 'account=nowhere', 'account=demo&window=0', 'account=demo&window=1001'])(
    'refuses "%s"',
    async (query) => {
      expect((await edge(query)).status).toBe(422);
    },
  );
});
