import type { Writable } from 'node:stream';
import type { PoolClient, QueryResult } from 'pg';
import type { SqlRow, SqlValue } from './dialect.js';
import type { SlowQueryListener } from './options.js';
import { translateSqlError } from './sql-errors.js';
import { combine } from './combined-write.js';
import type { WriteSession } from './tx.js';
import type { WriteStatement } from './write-statement.js';

/** Statement texts that get a server-side plan; a bound for callers that build endlessly varying SQL. */
const MAX_PREPARED = 400;
/** A statement longer than this inserts many rows at once: parsing it again costs little beside the rows. */
const MAX_PREPARED_LENGTH = 16_000;
const prepared = new Map<string, { text: string; name?: string }>();

/** `a = ? AND b = ?` as `a = $1 AND b = $2`, with a name under which the server keeps the plan. */
function statementOf(sql: string): { text: string; name?: string } {
  const known = prepared.get(sql);
  if (known !== undefined) {
    return known;
  }
  let position = 0;
  const text = sql.replace(/\?/g, () => `$${String(++position)}`);
  if (prepared.size >= MAX_PREPARED || text.length > MAX_PREPARED_LENGTH) {
    return { text };
  }
  const statement = { text, name: `blotter_${String(prepared.size)}` };
  prepared.set(sql, statement);
  return statement;
}

interface Settle {
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Runs SQL on one Postgres connection. Statements sent without waiting for each other share a round trip (pipeline). */
export class PostgresSession implements WriteSession {
  readonly dialect = 'postgres';
  #pending: WriteStatement[] = [];
  readonly #touched = new Set<string>();
  #waiting: Promise<void> | null = null;
  #settle: Settle = { resolve: () => undefined, reject: () => undefined };
  #flushing: NodeJS.Immediate | null = null;

  constructor(
    private readonly client: PoolClient,
    private readonly slowQueryMs: number,
    private readonly onSlowQuery: SlowQueryListener,
  ) {}

  query<Row extends object = SqlRow>(sql: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    this.#flush();
    return this.#send<Row>(sql, values);
  }

  queryArrays(sql: string, values: readonly SqlValue[] = []): Promise<SqlValue[][]> {
    this.#flush();
    return this.#send<SqlValue[]>(sql, values, 'array');
  }

  write(statement: WriteStatement): Promise<void> {
    if (statement.rows.some((row) => this.#touched.has(row))) {
      this.#flush();
    }
    statement.rows.forEach((row) => this.#touched.add(row));
    this.#pending.push(statement);
    this.#waiting ??= new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever awaits a write without anything behind it gets it sent in this turn of the event loop.
    this.#flushing ??= setImmediate(() => {
      this.#flush();
    });
    return this.#waiting;
  }

  /** Sends the writes that wait: together where they can travel together. They share their outcome. */
  #flush(): void {
    if (this.#flushing === null) {
      return;
    }
    clearImmediate(this.#flushing);
    const statements = combine(this.#pending);
    const { resolve, reject } = this.#settle;
    this.#pending = [];
    this.#touched.clear();
    this.#flushing = null;
    this.#waiting = null;
    Promise.all(statements.map(({ sql, values }) => this.#send(sql, values))).then(() => {
      resolve();
    }, reject);
  }

  async #send<Row extends object>(
    sql: string,
    values: readonly SqlValue[],
    rowMode?: 'array',
  ): Promise<Row[]> {
    const startedAt = performance.now();
    try {
      this.#gatherWrites();
      const result = await this.client.query<Row & SqlRow>({
        ...statementOf(sql),
        values: values as unknown[],
        ...(rowMode === undefined ? {} : { rowMode }),
      });
      return result.rows;
    } catch (error) {
      throw translateSqlError(error);
    } finally {
      const durationMs = performance.now() - startedAt;
      if (this.slowQueryMs > 0 && durationMs >= this.slowQueryMs) {
        this.onSlowQuery({ sql, durationMs });
      }
    }
  }

  /** Transaction control. Returns the server's command tag: a COMMIT of a failed transaction answers "ROLLBACK". */
  async control(sql: 'BEGIN' | 'COMMIT' | 'ROLLBACK'): Promise<string> {
    this.#flush();
    try {
      this.#gatherWrites();
      const result: QueryResult = await this.client.query(sql);
      return result.command;
    } catch (error) {
      throw translateSqlError(error);
    }
  }

  /** Statements sent in the same turn leave in one packet: a system call each would cost more than most of them. */
  #gatherWrites(): void {
    const { stream } = (this.client as unknown as { connection: { stream: Writable } }).connection;
    if (stream.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => {
        stream.uncork();
      });
    }
  }
}
