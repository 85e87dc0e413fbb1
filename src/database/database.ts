import type { DataSource } from 'typeorm';
import type { AppLogger } from '../common/logger.js';
import { PostgresListener } from './notifications.js';
import type { Dialect, SqlRow, SqlValue } from './dialect.js';
import { postgresDataSource, sqliteDataSource } from './data-sources.js';
import type { DatabaseOptions, SlowQueryListener } from './options.js';
import { PostgresPool } from './postgres-pool.js';
import { PostgresUnitOfWork } from './postgres-unit-of-work.js';
import { SqliteSession } from './sqlite-session.js';
import { SqliteUnitOfWork } from './sqlite-unit-of-work.js';
import type { Session } from './tx.js';
import { type UnitOfWork } from './unit-of-work.js';

/**
 * The open database: reads of committed data, and the unit of work for writes. One behaviour on both dialects;
 * what differs lives in the two implementations below.
 */
export abstract class Database implements Session {
  abstract readonly dialect: Dialect;
  abstract readonly unitOfWork: UnitOfWork;

  /** Reads committed rows. Placeholders are written `?`. */
  abstract query<Row extends object = SqlRow>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;

  abstract queryArrays(sql: string, values?: readonly SqlValue[]): Promise<SqlValue[][]>;

  /** Connection counts, for monitoring. */
  abstract poolCounts(): { total: number; idle: number; waiting: number };

  /** Lets running writes finish, then closes every connection. */
  abstract close(): Promise<void>;

  /**
   * Hears what other processes announce on a channel; null where there are none (SQLite). `onConnected` runs after
   * every (re)connection: what was announced before it may be lost.
   */
  abstract listen(channel: string, handlers: ListenHandlers, logger: AppLogger): Listener | null;

  /** Announces to the listeners of all processes. */
  abstract notify(channel: string, payload: string): Promise<void>;

  /**
   * Runs a job unless another process on this database is at it; says whether it ran. For scheduled work, of which one
   * process is enough. The job's own writes are transactions of their own.
   */
  abstract runAlone(job: string, work: () => Promise<void>): Promise<boolean>;

  async ping(): Promise<void> {
    await this.query('SELECT 1 AS alive');
  }
}

export interface ListenHandlers {
  onMessage: (payload: string) => void;
  onConnected: () => void;
}

export interface Listener {
  close: () => Promise<void>;
}

export async function openDatabase(
  options: DatabaseOptions,
  onSlowQuery: SlowQueryListener,
): Promise<Database> {
  return options.target.dialect === 'postgres'
    ? PostgresDatabase.open(options, onSlowQuery)
    : SqliteDatabase.open(options.target.path, options, onSlowQuery);
}

class PostgresDatabase extends Database {
  readonly dialect = 'postgres';
  readonly unitOfWork: PostgresUnitOfWork;

  private constructor(
    private readonly source: DataSource,
    private readonly pool: PostgresPool,
    private readonly url: string,
  ) {
    super();
    this.unitOfWork = new PostgresUnitOfWork(pool);
  }

  static async open(options: DatabaseOptions, onSlowQuery: SlowQueryListener): Promise<PostgresDatabase> {
    const source = await postgresDataSource(options).initialize();
    const { target } = options;
    const url = target.dialect === 'postgres' ? target.url : '';
    return new PostgresDatabase(source, new PostgresPool(source, options, onSlowQuery), url);
  }

  query<Row extends object = SqlRow>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.pool.use((session) => session.query<Row>(sql, values));
  }

  queryArrays(sql: string, values: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    return this.pool.use((session) => session.queryArrays(sql, values));
  }

  poolCounts(): { total: number; idle: number; waiting: number } {
    return this.pool.counts;
  }

  listen(channel: string, handlers: ListenHandlers, logger: AppLogger): Listener {
    return new PostgresListener(this.url, channel, handlers, logger);
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.query('SELECT pg_notify(?, ?)', [channel, payload]);
  }

  /** An advisory lock of one connection: should this process die, the server lets go of it. */
  runAlone(job: string, work: () => Promise<void>): Promise<boolean> {
    return this.pool.use(async (session) => {
      const [row] = await session.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock(hashtextextended(?, 0)) AS taken',
        [`blotter ${job}`],
      );
      if (row?.taken !== true) {
        return false;
      }
      try {
        await work();
      } finally {
        await session.query('SELECT pg_advisory_unlock(hashtextextended(?, 0))', [`blotter ${job}`]);
      }
      return true;
    });
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }
}

/** Two connections on one WAL file: reading on the writer's would show rows that are not committed yet (DESIGN §2.1). */
class SqliteDatabase extends Database {
  readonly dialect = 'sqlite';
  readonly unitOfWork: SqliteUnitOfWork;
  readonly #jobs = new Set<string>();

  private constructor(
    private readonly writer: DataSource,
    private readonly reader: DataSource,
    private readonly readSession: SqliteSession,
    writeSession: SqliteSession,
  ) {
    super();
    this.unitOfWork = new SqliteUnitOfWork(writeSession);
  }

  static async open(
    path: string,
    options: DatabaseOptions,
    onSlowQuery: SlowQueryListener,
  ): Promise<SqliteDatabase> {
    const writer = await sqliteDataSource(path, 'write').initialize();
    const reader = await sqliteDataSource(path, 'read').initialize();
    const readSession = new SqliteSession(reader, options.slowQueryMs, onSlowQuery);
    const writeSession = new SqliteSession(writer, options.slowQueryMs, onSlowQuery);
    return new SqliteDatabase(writer, reader, readSession, writeSession);
  }

  query<Row extends object = SqlRow>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.readSession.query<Row>(sql, values);
  }

  queryArrays(sql: string, values: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    return this.readSession.queryArrays(sql, values);
  }

  poolCounts(): { total: number; idle: number; waiting: number } {
    return { total: 2, idle: 2, waiting: 0 };
  }

  /** One process owns the file: its own events reach it without a detour. */
  listen(): null {
    return null;
  }

  notify(): Promise<void> {
    return Promise.resolve();
  }

  /** The one process there is may still be at it since the last time. */
  async runAlone(job: string, work: () => Promise<void>): Promise<boolean> {
    if (this.#jobs.has(job)) {
      return false;
    }
    this.#jobs.add(job);
    try {
      await work();
    } finally {
      this.#jobs.delete(job);
    }
    return true;
  }

  async close(): Promise<void> {
    await this.unitOfWork.idle();
    await this.reader.destroy();
    await this.writer.destroy();
  }
}
