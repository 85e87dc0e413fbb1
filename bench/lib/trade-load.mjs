import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { startApp } from './app-process.mjs';
import { sendJson } from './http-client.mjs';
import { connectPostgres } from './sql.mjs';

export const ACCOUNTS = ['alpha', 'bravo', 'charlie', 'delta'];
export const STRATEGIES = ['vwap-pullback', 'orb-retest', 'mean-reversion', 'trend-follow', 'news-fade'];
export const REGIMES = ['TREND', 'RANGE', 'VOLATILE', 'NOTRADE'];
const SYMBOLS = { MNQ: 18_000, MES: 5_000, NQ: 18_000, ES: 5_000, MGC: 2_300, MCL: 75 };
const GEARS = ['P', 'R', 'N', 'D', 'L'];
const EXIT_REASONS = ['Target', 'Stop', 'Time', 'Regime_Shift', 'Manual'];

/** The trades that the application itself builds from fills; larger sizes repeat them, later in time. */
const SEED_TRADES = 10_000;
const SEED_DAYS = 10;
const SHARE_CLOSED = 0.7;
const FIRST_ENTRY = Date.parse('2023-01-02T00:00:00Z');
const FILLS_PER_REQUEST = 1000;
const COPIES_PER_STATEMENT = 5;

/** Records 10,000 trades through the API: every column is what the application makes of a fill. */
export async function seedTrades(workshop, database) {
  const app = await startApp(workshop, database);
  for (const account of ACCOUNTS) {
    await sendJson(app, 'POST', '/api/accounts', {
      account,
      name: account,
      currency: 'USD',
      mode: 'hedging',
    });
  }
  const fills = seedFills();
  for (let from = 0; from < fills.length; from += FILLS_PER_REQUEST) {
    const results = await sendJson(app, 'POST', '/api/fills', fills.slice(from, from + FILLS_PER_REQUEST));
    const refused = results.find(({ status }) => status !== 201);
    if (refused !== undefined) {
      throw new Error(`Expected every fill to be recorded, was ${JSON.stringify(refused)}`);
    }
  }
  await app.stop();
}

function seedFills() {
  const random = randomFrom(20_260_302);
  const pick = (values) => values[Math.floor(random() * values.length)];
  return Array.from({ length: SEED_TRADES }, (_, index) => {
    const symbol = pick(Object.keys(SYMBOLS));
    const entryAt = FIRST_ENTRY + Math.floor(((index + random()) / SEED_TRADES) * SEED_DAYS * 86_400_000);
    const price = SYMBOLS[symbol] + Math.floor(random() * 400) / 4;
    const [side, sign] = random() < 0.55 ? ['BUY', 1] : ['SELL', -1];
    const fill = {
      account: pick(ACCOUNTS),
      symbol,
      quantity: String(1 + Math.floor(random() * 4)),
      positionId: `p${index}`,
      commission: '0.62',
    };
    const entry = {
      ...fill,
      executionId: `in-${index}`,
      side,
      price: String(price),
      occurredAt: new Date(entryAt).toISOString(),
      orderType: pick(['MARKET', 'LIMIT']),
      strategy: pick(STRATEGIES),
      regime: pick(REGIMES),
      gear: pick(GEARS),
      timeframe: '5m',
      confidence: Math.round(random() * 100) / 100,
      stopLoss: String(price - sign * 10),
      takeProfit: String(price + sign * 20),
    };
    const exit = {
      ...fill,
      executionId: `out-${index}`,
      side: sign === 1 ? 'SELL' : 'BUY',
      price: String(price + sign * (Math.floor(random() * 120) / 4 - 10)),
      occurredAt: new Date(entryAt + 60_000 + Math.floor(random() * 14_400_000)).toISOString(),
      exitReason: pick(EXIT_REASONS),
    };
    return random() < SHARE_CLOSED ? [entry, exit] : [entry];
  }).flat();
}

/** Repeats the seed, shifted in time, until there are about `rows` trades; then the indexes and statistics. */
export async function growTrades(database, rows) {
  const store = database.dialect === 'sqlite' ? openSqlite(database) : await openPostgres(database);
  try {
    const have = await store.count();
    const copies = {
      from: Math.round(have / SEED_TRADES),
      to: Math.max(1, Math.round(rows / SEED_TRADES)) - 1,
    };
    if (copies.from <= copies.to) {
      process.stderr.write(`${database.dialect}: loading ${rows} trades\n`);
      const indexes = await store.dropIndexes();
      const insert = repeatSql(await store.columns(), store);
      for (let from = copies.from; from <= copies.to; from += COPIES_PER_STATEMENT) {
        await store.run(insert, [from, Math.min(copies.to, from + COPIES_PER_STATEMENT - 1), SEED_TRADES]);
        await setImmediate();
      }
      for (const index of indexes) {
        await store.run(index);
        await setImmediate();
      }
    }
    await store.analyse();
  } finally {
    await store.close();
  }
}

/** Bound: first copy, last copy, trades of the seed. */
function repeatSql(columns, { series, shift }) {
  const changed = {
    trade_id: `s.trade_id + k * (SELECT MAX(trade_id) FROM seed)`,
    position_id: `s.position_id || '-' || k`,
    book_key: `s.book_key || '-' || k`,
    entry_time: shift('s.entry_time'),
    exit_time: shift('s.exit_time'),
  };
  const values = columns.map((column) => changed[column] ?? `s.${column}`);
  return `WITH RECURSIVE ${series}, seed AS (SELECT * FROM trades ORDER BY trade_id LIMIT ?)
    INSERT INTO trades (${columns.join(', ')}) SELECT ${values.join(', ')} FROM copies, seed s`;
}

function openSqlite({ path }) {
  const database = new Database(path);
  // Nobody else has the file open, and a run that breaks off throws it away.
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.pragma('cache_size = -524288');
  const all = (sql) => database.prepare(sql).all();
  return {
    series: 'copies (k) AS (SELECT ? UNION ALL SELECT k + 1 FROM copies WHERE k < ?)',
    shift: (column) =>
      `strftime('%Y-%m-%dT%H:%M:%S', ${column}, '+' || (k * ${SEED_DAYS}) || ' days') || substr(${column}, 20)`,
    count: async () => database.prepare('SELECT COUNT(*) FROM trades').pluck().get(),
    columns: async () => all('PRAGMA table_info(trades)').map(({ name }) => name),
    dropIndexes: async () => {
      const indexes = all(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'trades' AND sql <> ''",
      );
      indexes.forEach(({ name }) => database.exec(`DROP INDEX "${name}"`));
      return indexes.map(({ sql }) => sql);
    },
    run: async (sql, values = []) => void database.prepare(sql).run(...values),
    analyse: async () => {
      database.exec('ANALYZE');
      database.pragma('journal_mode = WAL');
    },
    close: async () => void database.close(),
  };
}

async function openPostgres({ url }) {
  const client = await connectPostgres(url);
  // Otherwise every copied row is checked against its account.
  await client.query('SET session_replication_role = replica');
  const rowsOf = async (sql) => (await client.query(sql)).rows;
  return {
    series: 'copies (k) AS (SELECT generate_series($1::integer, $2::integer))',
    shift: (column) => `${column} + k * interval '${SEED_DAYS} days'`,
    count: async () => Number((await rowsOf('SELECT COUNT(*) AS total FROM trades'))[0].total),
    columns: async () =>
      (
        await rowsOf(
          "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'trades' ORDER BY ordinal_position",
        )
      ).map(({ name }) => name),
    dropIndexes: async () => {
      const indexes = await rowsOf(
        `SELECT indexname AS name, indexdef AS sql FROM pg_indexes WHERE tablename = 'trades'
         AND indexname NOT IN (SELECT conname FROM pg_constraint)`,
      );
      for (const { name } of indexes) {
        await client.query(`DROP INDEX "${name}"`);
      }
      return indexes.map(({ sql }) => sql);
    },
    run: async (sql, values = []) => void (await client.query(sql.replace('LIMIT ?', 'LIMIT $3'), values)),
    analyse: () => client.query('VACUUM ANALYZE'),
    close: () => client.end(),
  };
}

/** Mulberry32: the same trades in every run. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
