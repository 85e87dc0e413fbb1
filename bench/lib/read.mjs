import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import { URLSearchParams } from 'node:url';
import Database from 'better-sqlite3';
import { startApp } from './app-process.mjs';
import { HttpClient } from './http-client.mjs';
import { AS_APPLICATION, connectPostgres, numbered, openSql } from './sql.mjs';
import { median } from './stats.mjs';
import { ACCOUNTS, growTrades, REGIMES, STRATEGIES, seedTrades } from './trade-load.mjs';

const LIMIT = 20;
const WARM_UP = 60;
/** A query with a broken plan must not keep the run going for ever. */
const MAX_QUERY_MS = 12_000;
/** The caller of the service level: any key that may see every account. */
const CALLER = { keyId: 0, name: 'bench', scopes: ['admin'], accounts: null };

const QUERIES = [
  { name: 'recent', variants: [{}] },
  { name: 'by strategy', variants: STRATEGIES.map((strategy) => ({ strategy })) },
  { name: 'by regime', variants: REGIMES.map((regime) => ({ regime })) },
  {
    name: 'by strategy and regime',
    variants: STRATEGIES.flatMap((strategy) => REGIMES.map((regime) => ({ strategy, regime }))),
  },
  { name: 'of an account', variants: ACCOUNTS.map((account) => ({ account })) },
];

/** Newest trades through the service, against the bare driver with the same SQL, rows and columns. */
export async function measureReading(workshop, options) {
  const measurements = [];
  const failures = [];
  for (const dialect of options.dialects) {
    // Durability is not measured here: this server may load and index as fast as it can.
    const flags = ['fsync=off', 'max_wal_size=8GB', 'maintenance_work_mem=512MB'].flatMap((flag) => [
      '-c',
      flag,
    ]);
    const database = await workshop.database(dialect, { server: 'read', flags });
    await seedTrades(workshop, database);
    for (const rows of options.rows) {
      await growTrades(database, rows);
      for (const measured of await measureSize(workshop, database, options)) {
        measurements.push({ dialect, rows, ...measured });
        if (!measured.usesIndex) {
          failures.push(
            `${dialect}, ${rows} trades: ${measured.query} reads without an index: ${measured.plan}`,
          );
        }
      }
    }
  }
  return { measurements, failures };
}

async function measureSize(workshop, database, options) {
  const service = await openService(workshop, database);
  const driver = await openDriver(database);
  const app = await startApp(workshop, database);
  const http = await HttpClient.open(app.url);
  try {
    const measured = [];
    for (const { name, variants } of QUERIES) {
      const captured = [];
      for (const variant of variants) {
        captured.push(await service.capture(variant));
      }
      await assertSameRows(name, service, driver, { variants, captured });
      const times = await measureInTurn(
        options.iterations,
        (index) => service.list(variants[index % variants.length]),
        (index) => driver.rows(captured[index % captured.length]),
      );
      const overHttp = await measureHttp(http, app, variants, options.iterations / 3);
      measured.push({ query: name, ...times, http: overHttp, ...(await driver.explain(captured[0])) });
      process.stderr.write(
        `${database.dialect}: ${name}: service ${median(times.service).toFixed(3)} ms, driver ${median(times.raw).toFixed(3)} ms\n`,
      );
    }
    return measured;
  } finally {
    http.close();
    await Promise.allSettled([app.stop(), driver.close(), service.close()]);
  }
}

/** The service in this process, as the controller calls it. `capture` tells the one statement that it sends. */
async function openService(workshop, database) {
  const { createApplication } = await workshop.load('src/bootstrap.js');
  const { readConfig } = await workshop.load('src/config/config.js');
  const { Database: DatabaseToken } = await workshop.load('src/database/database.js');
  const { TradeReader } = await workshop.load('src/trading/trade-reader.js');
  const app = await createApplication(
    readConfig({ BLOTTER_DATABASE_URL: database.url, BLOTTER_LOG_LEVEL: 'silent' }),
  );
  await app.init();
  const reader = app.get(TradeReader, { strict: false });
  const session = app.get(DatabaseToken, { strict: false });
  const list = (filter) => reader.list({ limit: LIMIT, ...filter }, CALLER);
  return {
    list,
    capture: async (filter) => {
      await list(filter);
      const sent = [];
      session.query = (sql, values = []) => {
        sent.push({ sql, values });
        return Object.getPrototypeOf(session).query.call(session, sql, values);
      };
      await list(filter);
      delete session.query;
      if (sent.length !== 1) {
        throw new Error(`Expected a list to take one statement, were ${sent.length}`);
      }
      return sent[0];
    },
    close: () => app.close(),
  };
}

/** The bare driver: a prepared statement, all rows fetched. It reads integers and instants as the application does. */
async function openDriver(database) {
  const sql = await openSql(database);
  const explain = async ({ sql: text, values }) => planOf(database.dialect, sql, text, values);
  if (database.dialect === 'sqlite') {
    const connection = new Database(database.path, { readonly: true });
    connection.defaultSafeIntegers(true);
    connection.pragma('cache_size = -65536');
    const prepared = new Map();
    return {
      rows: async ({ sql: text, values }) => {
        const statement = prepared.get(text) ?? connection.prepare(text);
        prepared.set(text, statement);
        return statement.all(...values);
      },
      explain,
      close: async () => {
        connection.close();
        await sql.close();
      },
    };
  }
  const client = await connectPostgres(database.url, { types: AS_APPLICATION });
  const prepared = new Map();
  return {
    rows: async ({ sql: text, values }) => {
      const statement = prepared.get(text) ?? { name: `bench_${prepared.size}`, text: numbered(text) };
      prepared.set(text, statement);
      return (await client.query({ ...statement, values })).rows;
    },
    explain,
    close: async () => {
      await client.end();
      await sql.close();
    },
  };
}

async function assertSameRows(name, service, driver, { variants, captured }) {
  const page = await service.list(variants[0]);
  const rows = await driver.rows(captured[0]);
  // The service reads one row more, to know whether there is a next page.
  const [expected, actual] = [
    rows.slice(0, LIMIT).map((row) => Number(row.trade_id)),
    page.items.map((item) => item.tradeId),
  ];
  if (actual.length !== LIMIT || expected.join() !== actual.join()) {
    throw new Error(
      `${name}: Expected the service to answer the driver's ${expected.length} rows, were ${actual.length}`,
    );
  }
}

async function measureInTurn(iterations, service, raw) {
  const times = { service: [], raw: [] };
  const startedAt = performance.now();
  for (let index = -WARM_UP; index < iterations; index += 1) {
    const serviceMs = await timed(() => service(index + WARM_UP));
    const rawMs = await timed(() => raw(index + WARM_UP));
    if (index >= 0) {
      times.service.push(serviceMs);
      times.raw.push(rawMs);
    }
    if (index % 50 === 0) {
      // Lets timers and Ctrl-C through, also when the driver is synchronous.
      await setImmediate();
    }
    if (times.raw.length > 0 && performance.now() - startedAt > MAX_QUERY_MS) {
      break;
    }
  }
  return times;
}

async function measureHttp(http, app, variants, iterations) {
  const times = [];
  for (let index = -WARM_UP; index < iterations; index += 1) {
    const query = new URLSearchParams({ limit: LIMIT, ...variants[(index + WARM_UP) % variants.length] });
    const ms = await timed(async () => {
      const { status } = await http.send('GET', `/api/trades?${query}`, `x-api-key: ${app.key}\r\n`);
      if (status !== 200) {
        throw new Error(`Expected 200, was ${status}`);
      }
    });
    if (index >= 0) {
      times.push(ms);
    }
  }
  return times;
}

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The index that the database takes. A scan of the table or a sort of all matches counts as none. */
async function planOf(dialect, sql, text, values) {
  if (dialect === 'sqlite') {
    const rows = await sql.query(`EXPLAIN QUERY PLAN ${text}`, values);
    const detail = rows.map((row) => row.detail).join('; ');
    const index = /USING (?:COVERING )?INDEX (\w+)/.exec(detail)?.[1];
    return verdictOf(index, detail.includes('TEMP B-TREE'), detail);
  }
  const rows = await sql.query(`EXPLAIN ${text}`, values);
  const detail = rows.map((row) => row['QUERY PLAN']).join('; ');
  const index = /Index (?:Only )?Scan (?:Backward )?using (\w+)/.exec(detail)?.[1];
  return verdictOf(index, /(?<!Incremental )Sort {2}\(/.test(detail), detail);
}

function verdictOf(index, isSorted, detail) {
  const usesIndex = index !== undefined && !isSorted;
  return { usesIndex, plan: usesIndex ? index : `none (${detail.slice(0, 200)})` };
}
