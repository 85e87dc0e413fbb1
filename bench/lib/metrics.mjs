import { performance } from 'node:perf_hooks';
import { startApp } from './app-process.mjs';
import { HttpClient, sendJson } from './http-client.mjs';
import { openSql } from './sql.mjs';
import { median } from './stats.mjs';
import { growTrades, seedTrades } from './trade-load.mjs';

/** Trades of one account, and the same trades spread over twenty. */
const LAYOUTS = [1, 20];
const TODAY = 'bench-today';
const SCANS = 3;
const REQUESTS = 60;

const QUESTIONS = [
  { name: 'all-time metrics', path: 'metrics?window=all' },
  { name: 'metrics of a strategy', path: 'metrics?window=all&strategy=orb-retest' },
  { name: 'breakdown by strategy', path: 'metrics/breakdown?window=all&by=strategy' },
  { name: 'breakdown by hour', path: 'metrics/breakdown?window=all&by=hour' },
];

/** The figures of GET /api/metrics that plain SQL gives without an effort: sums, and the deepest fall of the running sum. */
const SCAN = [
  `SELECT COUNT(*), SUM(CASE WHEN win_loss = 'Win' THEN 1 ELSE 0 END), SUM(pl_amount_net), SUM(pl_amount_gross),
     SUM(fees_paid), SUM(CASE WHEN pl_amount_net > 0 THEN pl_amount_net ELSE 0 END), MAX(pl_amount_net), MIN(pl_amount_net),
     SUM(result_r), SUM(result_r * result_r), AVG(duration_seconds) FROM trades WHERE status = 'CLOSED'`,
  `SELECT MIN(total - peak) FROM (SELECT total, MAX(total) OVER (ORDER BY exit_time, trade_id) AS peak FROM
     (SELECT exit_time, trade_id, SUM(pl_amount_net) OVER (ORDER BY exit_time, trade_id) AS total
      FROM trades WHERE status = 'CLOSED') AS curve) AS falls`,
];

/** All-time metrics over HTTP against the SQL that scans the trades, with a trade of today among them. */
export async function measureMetrics(workshop, options) {
  const measurements = [];
  for (const dialect of options.dialects) {
    for (const accounts of LAYOUTS) {
      const database = await workshop.database(dialect, { server: 'read', flags: ['-c', 'fsync=off'] });
      await seedTrades(workshop, database);
      await spread(workshop, database, accounts);
      for (const rows of options.rows) {
        await growTrades(database, rows);
        measurements.push({ dialect, accounts, rows, ...(await measureSize(workshop, database)) });
      }
    }
  }
  return { measurements, failures: [] };
}

/** Gives the seeded trades to so many accounts; copies of them follow. */
async function spread(workshop, database, accounts) {
  const app = await startApp(workshop, database);
  for (let number = 1; number <= accounts; number += 1) {
    const account = `desk-${number}`;
    await sendJson(app, 'POST', '/api/accounts', { account, name: account, currency: 'USD' });
  }
  await app.stop();
  await withSql(database, async (sql) => {
    await sql.query(
      `UPDATE trades SET account_id = (SELECT MIN(account_id) FROM accounts WHERE account LIKE 'desk-%') + trade_id % ?`,
      [accounts],
    );
  });
}

async function measureSize(workshop, database) {
  await withSql(database, async (sql) => {
    await sql.query('DELETE FROM rollup_states');
    await sql.query('DELETE FROM stale_days');
    if (database.dialect === 'postgres') {
      // The copies took numbers that the sequence does not know of.
      await sql.query(
        `SELECT setval(pg_get_serial_sequence('trades', 'trade_id'), (SELECT MAX(trade_id) FROM trades))`,
      );
    }
  });
  const app = await startApp(workshop, database);
  const http = await HttpClient.open(app.url);
  try {
    await sendJson(app, 'POST', '/api/trades', tradeOfToday());
    const folding = await timed(() => ask(http, app, QUESTIONS[0].path));
    const answers = {};
    for (const { name, path } of QUESTIONS) {
      const times = [];
      for (let request = 0; request < REQUESTS; request += 1) {
        times.push(await timed(() => ask(http, app, path)));
      }
      answers[name] = times;
    }
    const scan = await withSql(database, async (sql) => {
      const times = [];
      for (let round = 0; round < SCANS; round += 1) {
        times.push(
          await timed(async () => {
            for (const text of SCAN) {
              await sql.query(text);
            }
          }),
        );
      }
      return times;
    });
    const p50 = median(answers['all-time metrics']).toFixed(2);
    process.stderr.write(`${database.dialect}: metrics ${p50} ms, scan ${median(scan).toFixed(0)} ms\n`);
    return { folding, answers, scan };
  } finally {
    http.close();
    await app.stop();
    // The next size repeats the seed, and nothing but the seed.
    await withSql(database, (sql) => sql.query('DELETE FROM trades WHERE client_trade_id = ?', [TODAY]));
  }
}

function tradeOfToday() {
  const before = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
  return {
    account: 'desk-1',
    clientTradeId: TODAY,
    symbol: 'MNQ',
    direction: 'LONG',
    quantity: '1',
    entryPrice: '18000',
    entryTime: before(2),
    exitPrice: '18005',
    exitTime: before(1),
  };
}

async function ask(http, app, path) {
  const { status, body } = await http.send('GET', `/api/${path}`, `x-api-key: ${app.key}\r\n`);
  if (status !== 200) {
    throw new Error(`GET /api/${path} answered ${status}: ${body.toString().slice(0, 500)}`);
  }
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function withSql(database, work) {
  const sql = await openSql(database);
  try {
    return await work(sql);
  } finally {
    await sql.close();
  }
}
