import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { connectPostgres, insertSql, numbered, openSql } from './sql.mjs';

const MAX_TRADES = 2000;

/**
 * The baseline: what the bare driver does with the same two rows, a fill and its event, in one transaction. It writes to
 * a second database with the application's own schema, on the same server or file system. The rows are copies of
 * a fill and an event that the application wrote, under new keys.
 */
export async function openBaseline(workshop, appDatabase, target, options) {
  const template = await copyOfFill(appDatabase, target);
  const rows = new RowSource(template);
  return target.dialect === 'sqlite' ? sqliteBaseline(target, rows) : postgresBaseline(target, rows, options);
}

async function copyOfFill(appDatabase, target) {
  const [from, to] = [await openSql(appDatabase), await openSql(target)];
  try {
    const accounts = await from.query('SELECT * FROM accounts');
    for (const account of accounts) {
      await to.query(insertSql('accounts', Object.keys(account)), Object.values(account));
    }
    // A typical event: the median of the fill events by size.
    const [{ total }] = await from.query("SELECT COUNT(*) AS total FROM events WHERE type = 'fill'");
    const [event] = await from.query(
      `SELECT * FROM events WHERE type = 'fill' ORDER BY LENGTH(data) LIMIT 1 OFFSET ${Math.floor(Number(total) / 2)}`,
    );
    const { fillId } = JSON.parse(event.data).fill;
    const [fill] = await from.query('SELECT * FROM fills WHERE fill_id = ?', [fillId]);
    const trades = await copyTrades(from, to);
    return { event, fill: { ...fill, opened_trade_id: null }, accounts, trades };
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

/** The trades that the fills refer to, so that the reference is stored and checked as in the application. */
async function copyTrades(from, to) {
  const trades = await from.query(`SELECT * FROM trades ORDER BY trade_id LIMIT ${MAX_TRADES}`);
  for (const trade of trades) {
    await to.query(insertSql('trades', Object.keys(trade)), Object.values(trade));
  }
  const byAccount = new Map(trades.map(({ account_id: account }) => [account, []]));
  trades.forEach((trade) => byAccount.get(trade.account_id).push(trade));
  return byAccount;
}

/** Rows that differ in their keys only. */
class RowSource {
  #accountIds;
  #trades;
  #next = 0;

  constructor({ fill, event, accounts, trades }) {
    this.#trades = trades;
    this.#accountIds = accounts.map(({ account_id: id }) => id);
    this.fill = statementFor('fills', fill);
    this.event = statementFor('events', event);
  }

  /** Values of the next fill and event. */
  next() {
    const fillId = (this.#next += 1);
    const accountId = this.#accountIds[fillId % this.#accountIds.length];
    const seq = Math.ceil(fillId / this.#accountIds.length);
    const trades = this.#trades.get(accountId);
    return {
      fill: this.fill.with({
        fill_id: fillId,
        account_id: accountId,
        execution_id: `exec-${fillId}`,
        ordering_id: fillId,
        trade_id: trades[seq % trades.length].trade_id,
      }),
      event: this.event.with({ account_id: accountId, seq }),
    };
  }
}

function statementFor(table, row) {
  const columns = Object.keys(row);
  const values = Object.values(row);
  return {
    sql: insertSql(table, columns),
    with: (changes) => values.map((value, index) => changes[columns[index]] ?? value),
  };
}

/** 16 connections, four round trips per transaction, prepared statements. */
async function postgresBaseline({ url }, rows, { clients }) {
  const text = { fill: numbered(rows.fill.sql), event: numbered(rows.event.sql) };
  const connections = await openConnections(url, clients, {});
  const pipelined = await openConnections(url, clients, { pipeline: true });
  const inserts = (client) => {
    const { fill, event } = rows.next();
    return [
      () => client.query({ name: 'fill', text: text.fill, values: fill }),
      () => client.query({ name: 'event', text: text.event, values: event }),
    ];
  };
  return {
    workers: connections,
    step: async (client) => {
      const [insertFill, insertEvent] = inserts(client);
      await client.query('BEGIN');
      await insertFill();
      await insertEvent();
      await client.query('COMMIT');
    },
    /** For information: the same four statements sent without waiting for each other. */
    pipelined: {
      workers: pipelined,
      step: async (client) => {
        const [insertFill, insertEvent] = inserts(client);
        await Promise.all([client.query('BEGIN'), insertFill(), insertEvent(), client.query('COMMIT')]);
      },
    },
    close: async () => {
      await Promise.all([...connections, ...pipelined].map((client) => client.end()));
    },
  };
}

function openConnections(url, count, options) {
  return Promise.all(Array.from({ length: count }, () => connectPostgres(url, options)));
}

/** One connection, since SQLite has one writer and the driver is synchronous. */
function sqliteBaseline({ path }, rows) {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('cache_size = -65536');
  const insertFill = database.prepare(rows.fill.sql);
  const insertEvent = database.prepare(rows.event.sql);
  const record = database.transaction(({ fill, event }) => {
    insertFill.run(fill);
    insertEvent.run(event);
  });
  let sinceBreath = performance.now();
  return {
    workers: [database],
    step: async () => {
      record.immediate(rows.next());
      // The driver is synchronous: let timers and Ctrl-C through now and then.
      if (performance.now() - sinceBreath > 20) {
        await setImmediate();
        sinceBreath = performance.now();
      }
    },
    close: async () => void database.close(),
  };
}
