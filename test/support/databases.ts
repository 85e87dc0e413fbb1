import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/database/database.js';
import { parseDatabaseUrl } from '../../src/database/database-url.js';
import { DIALECTS, type Dialect } from '../../src/database/dialect.js';
import { Migrator } from '../../src/database/migrator.js';
import type { DatabaseOptions } from '../../src/database/options.js';

export { DIALECTS, type Dialect };

/** An empty database of one dialect, removed by `drop`. */
export interface ScratchDatabase {
  url: string;
  options: DatabaseOptions;
  drop: () => Promise<void>;
}

export function optionsFor(url: string): DatabaseOptions {
  return {
    target: parseDatabaseUrl(url),
    poolSize: 5,
    poolOverflow: 10,
    recycleSeconds: 3600,
    prePingIdleMs: 5000,
    statementTimeoutMs: 30_000,
    slowQueryMs: 0,
    connectAttempts: 1,
    connectRetryMs: 0,
  };
}

export async function scratchDatabase(dialect: Dialect): Promise<ScratchDatabase> {
  return dialect === 'postgres' ? scratchPostgres() : scratchSqlite();
}

/** A migrated database, open. Closing it removes it. */
export async function openScratch(
  dialect: Dialect,
): Promise<{ database: Database; close: () => Promise<void>; url: string }> {
  const scratch = await scratchDatabase(dialect);
  await new Migrator(scratch.options).upgrade();
  const database = await openDatabase(scratch.options, () => undefined);
  return {
    database,
    url: scratch.url,
    close: async () => {
      await database.close();
      await scratch.drop();
    },
  };
}

function scratchSqlite(): ScratchDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'blotter-test-'));
  const url = `sqlite:${join(folder, 'blotter.db')}`;
  return {
    url,
    options: optionsFor(url),
    drop: async () => {
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

async function scratchPostgres(): Promise<ScratchDatabase> {
  const server = process.env.BLOTTER_TEST_POSTGRES_URL;
  if (server === undefined) {
    throw new Error('Expected BLOTTER_TEST_POSTGRES_URL; the Jest global set-up provides it');
  }
  const name = `test_${randomBytes(8).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = server.replace(/\/[^/]*$/, `/${name}`);
  return {
    url,
    options: optionsFor(url),
    drop: () => execute(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
