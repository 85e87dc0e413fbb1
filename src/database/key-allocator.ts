import { sessionOf, type Tx } from './tx.js';

/** How many numbers are taken from a Postgres sequence at a time. */
const PREFETCH = 512;

/**
 * Hands out surrogate keys before the rows are inserted, so that rows which refer to each other can be written in one
 * round trip. On SQLite the transaction is the only writer, so the next key is the largest one plus one; on Postgres
 * keys come from the table's sequence, a block at a time (gaps after a restart mean nothing).
 */
export class KeyAllocator {
  readonly #pool: number[] = [];
  readonly #lastInTx = new WeakMap<Tx, number>();

  constructor(
    private readonly table: string,
    private readonly column: string,
  ) {}

  async take(tx: Tx, count: number): Promise<number[]> {
    const session = sessionOf(tx);
    return session.dialect === 'sqlite' ? this.#takeSqlite(tx, count) : this.#takePostgres(tx, count);
  }

  async #takeSqlite(tx: Tx, count: number): Promise<number[]> {
    let last = this.#lastInTx.get(tx);
    if (last === undefined) {
      const [row] = await sessionOf(tx).query<{ top: bigint | null }>(
        `SELECT MAX(${this.column}) AS top FROM ${this.table}`,
      );
      last = Number(row?.top ?? 0);
    }
    const first = last + 1;
    this.#lastInTx.set(tx, last + count);
    return Array.from({ length: count }, (_, index) => first + index);
  }

  async #takePostgres(tx: Tx, count: number): Promise<number[]> {
    if (this.#pool.length < count) {
      const rows = await sessionOf(tx).query<{ key: string }>(
        `SELECT nextval('${this.table}_${this.column}_seq') AS key FROM generate_series(1, ?::integer)`,
        [Math.max(PREFETCH, count)],
      );
      this.#pool.push(...rows.map(({ key }) => Number(key)));
    }
    return this.#pool.splice(0, count).sort((a, b) => a - b);
  }
}
