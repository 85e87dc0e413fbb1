import type BetterSqlite3 from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import type { SqlRow, SqlValue } from './dialect.js';
import type { SlowQueryListener } from './options.js';
import { translateSqlError } from './sql-errors.js';
import type { WriteSession } from './tx.js';
import { valuesOfWrite, type WriteStatement } from './write-statement.js';

const STATEMENT_CACHE = 500;

type RowMode = 'object' | 'array';

/** Runs SQL on a better-sqlite3 connection. The driver is synchronous: the promise is always already settled. */
export class SqliteSession implements WriteSession {
  readonly dialect = 'sqlite';
  readonly #database: BetterSqlite3.Database;
  readonly #statements = new Map<string, BetterSqlite3.Statement>();

  constructor(
    source: DataSource,
    private readonly slowQueryMs: number,
    private readonly onSlowQuery: SlowQueryListener,
  ) {
    this.#database = (
      source.driver as unknown as { databaseConnection: BetterSqlite3.Database }
    ).databaseConnection;
  }

  async query<Row extends object = SqlRow>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    return this.querySync<Row>(sql, values);
  }

  async queryArrays(sql: string, values: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    return this.#run(sql, values, 'array') as SqlValue[][];
  }

  write(statement: WriteStatement): Promise<void> {
    this.querySync(statement.sql, valuesOfWrite(statement));
    return Promise.resolve();
  }

  querySync<Row extends object = SqlRow>(sql: string, values: readonly SqlValue[] = []): Row[] {
    return this.#run(sql, values, 'object') as Row[];
  }

  #run(sql: string, values: readonly SqlValue[], rows: RowMode): unknown[] {
    const startedAt = this.slowQueryMs > 0 ? performance.now() : 0;
    try {
      const statement = this.#prepare(sql, rows);
      const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value));
      if (statement.reader) {
        return statement.all(...bound);
      }
      statement.run(...bound);
      return [];
    } catch (error) {
      throw translateSqlError(error);
    } finally {
      this.#report(sql, startedAt);
    }
  }

  /** Transaction control: BEGIN, SAVEPOINT, COMMIT. */
  exec(sql: string): void {
    try {
      this.#prepare(sql).run();
    } catch (error) {
      throw translateSqlError(error);
    }
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  #report(sql: string, startedAt: number): void {
    const durationMs = this.slowQueryMs > 0 ? performance.now() - startedAt : 0;
    if (this.slowQueryMs > 0 && durationMs >= this.slowQueryMs) {
      this.onSlowQuery({ sql, durationMs });
    }
  }

  #prepare(sql: string, rows: RowMode = 'object'): BetterSqlite3.Statement {
    // A statement answers in one mode: the same text in both is two statements.
    const key = rows === 'array' ? `${sql} -- ${rows}` : sql;
    const known = this.#statements.get(key);
    if (known !== undefined) {
      return known;
    }
    const statement = this.#database.prepare(sql);
    if (rows === 'array') {
      statement.raw(true);
    }
    if (this.#statements.size >= STATEMENT_CACHE) {
      const oldest = this.#statements.keys().next().value;
      this.#statements.delete(oldest ?? '');
    }
    this.#statements.set(key, statement);
    return statement;
  }
}
