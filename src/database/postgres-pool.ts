import type { Pool, PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import type { DatabaseOptions, SlowQueryListener } from './options.js';
import { PostgresSession } from './postgres-session.js';
import { translateSqlError } from './sql-errors.js';

/** Hands out connections of the data source's pool; a connection that idled long is tried first (pre-ping). */
export class PostgresPool {
  readonly #pool: Pool;
  readonly #lastUsed = new WeakMap<PoolClient, number>();

  constructor(
    source: DataSource,
    private readonly options: DatabaseOptions,
    private readonly onSlowQuery: SlowQueryListener,
  ) {
    this.#pool = (source.driver as unknown as { master: Pool }).master;
  }

  /** Runs `work` on one connection. A connection that broke is closed instead of going back to the pool. */
  async use<T>(work: (session: PostgresSession) => Promise<T>): Promise<T> {
    const client = await this.#acquire();
    const onError = (): undefined => undefined;
    client.on('error', onError);
    let broken = true;
    try {
      const result = await work(new PostgresSession(client, this.options.slowQueryMs, this.onSlowQuery));
      broken = false;
      return result;
    } catch (error) {
      broken = await isBroken(client);
      throw error;
    } finally {
      client.removeListener('error', onError);
      this.#lastUsed.set(client, Date.now());
      client.release(broken);
    }
  }

  get counts(): { total: number; idle: number; waiting: number } {
    return { total: this.#pool.totalCount, idle: this.#pool.idleCount, waiting: this.#pool.waitingCount };
  }

  async #acquire(): Promise<PoolClient> {
    for (let attempt = 0; attempt <= this.options.poolSize + this.options.poolOverflow; attempt += 1) {
      const client = await this.#connect();
      const idleMs = Date.now() - (this.#lastUsed.get(client) ?? Date.now());
      if (idleMs < this.options.prePingIdleMs || !(await isBroken(client))) {
        return client;
      }
      client.release(true);
    }
    return this.#connect();
  }

  async #connect(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      throw translateSqlError(error);
    }
  }
}

/** True when the connection no longer answers, or still has a transaction open. */
async function isBroken(client: PoolClient): Promise<boolean> {
  try {
    await client.query('SELECT 1');
    const { getTransactionStatus } = client as unknown as { getTransactionStatus?: () => string | null };
    const status = getTransactionStatus?.call(client) ?? 'I';
    return status !== 'I';
  } catch {
    return true;
  }
}
