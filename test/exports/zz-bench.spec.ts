import { it, describe } from '@jest/globals';
import { startApp } from '../support/app.js';
import { DIALECTS } from '../support/databases.js';
import { insertTrades, openAccount, START } from './support.js';
import { fromMillis } from '../../src/common/instant.js';
describe.each(DIALECTS)('bench %s', (d) => {
  it('x', async () => {
    const app = await startApp(d);
    await openAccount(app, 'demo', 'America/Chicago');
    for (let k = 0; k < 10; k++) {
      await insertTrades(
        app,
        'demo',
        Array.from({ length: 2000 }, (_, i) => ({
          entryTime: fromMillis(START + k * 1e6 + i * 100),
          exitTime: fromMillis(START + 5e7),
          status: 'CLOSED',
          entryPrice: '15020.25',
          exitPrice: '15030.5',
          initialStopLoss: '15000',
          stopLoss: '15001',
          takeProfit: '15060',
          plAmountGross: '41',
          plAmountNet: '39.5',
          resultR: 0.49,
          winLoss: 'Win',
          notes: 'A note, "quoted" and more text',
          strategy: 'VWAP',
          exitReason: 'Target',
          ledger: { a: 1, b: '2222', c: ['x'], exitNotional: '1', firstEntryAt: 'x' },
          entryFacts: { symbol: 'MNQ', direction: 'LONG', q: '1' },
          exitFacts: { p: '1' },
        })),
      );
    }
    for (const q of ['layout=minimal', 'layout=full', 'layout=journal', 'layout=minimal', 'layout=full']) {
      let max = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        const n = performance.now();
        max = Math.max(max, n - last);
        last = n;
      }, 1);
      const t = performance.now();
      const a = await app.fetchJson('GET', `/api/exports/trades.csv?${q}`);
      const ms = performance.now() - t;
      clearInterval(timer);
      process.stderr.write(
        `${d} ${q} ${a.status} ${a.body.length ?? JSON.stringify(a.body)} chars ${Math.round((20000 / ms) * 1000)} rows/s, longest turn ${Math.round(max)} ms\n`,
      );
    }
    await app.close();
  }, 120000);
});
