import { setImmediate } from 'node:timers/promises';
import type { Cursor } from '../common/cursor.js';
import type { SqlValue } from './dialect.js';
import type { Table } from './table.js';
import type { Session } from './tx.js';

/**
 * Rows that a streamed list reads at once. On SQLite nothing else runs meanwhile (4 ms for the 50 columns of an export),
 * and a page costs little more than its rows; on Postgres it costs a round trip and a search in the index.
 */
const STREAM_PAGE = { sqlite: 250, postgres: 1000 } as const;

/** The order of a list: newest first by `sort`, then by `key`. */
export interface ListOrder<Row> {
  sort: keyof Row & string;
  key: keyof Row & string;
}

/** Builds the WHERE clause of a list. Values are always bound, column names come from the entity. */
export class Filter<Row extends object> {
  readonly #conditions: string[] = [];
  readonly #values: SqlValue[] = [];

  constructor(
    private readonly session: Session,
    private readonly table: Table<Row>,
  ) {}

  equals(property: keyof Row & string, value: unknown): this {
    return this.#compare(property, '=', value);
  }

  /** Start of a half-open range: included. */
  from(property: keyof Row & string, value: unknown): this {
    return this.#compare(property, '>=', value);
  }

  /** End of a half-open range: excluded. */
  before(property: keyof Row & string, value: unknown): this {
    return this.#compare(property, '<', value);
  }

  /** One of the values; null means any, an empty list none. */
  in(property: keyof Row & string, values: readonly unknown[] | null | undefined): this {
    if (values === null || values === undefined) {
      return this;
    }
    if (values.length === 1) {
      return this.equals(property, values[0]);
    }
    const marks = values.map(() => '?').join(', ');
    return this.raw(
      values.length === 0 ? '1 = 0' : `${this.table.name}.${this.table.column(property)} IN (${marks})`,
      ...values.map((value) => this.table.value(this.session, property, value)),
    );
  }

  raw(condition: string, ...values: SqlValue[]): this {
    this.#conditions.push(condition);
    this.#values.push(...values);
    return this;
  }

  /** One page, newest first, of one row more than `limit`: the extra one tells that there is a next page. */
  async pageDescending(order: ListOrder<Row>, limit: number, after: Cursor | null): Promise<Row[]> {
    if (after !== null) {
      this.raw(this.#behind(order), ...this.#place(order, after));
    }
    const tail = `${this.#where()} ${this.#descending(order)} LIMIT ?`;
    return this.table.select(this.session, tail, [...this.#values, limit + 1]);
  }

  /**
   * The whole list, newest first, page by page; `properties` are the columns to read. On Postgres the next page is under
   * way while the consumer has this one; SQLite answers at once, so nothing is read ahead there. Nothing is held
   * between two pages: a list may be consumed slowly, and is left by leaving the loop.
   */
  async *pages<Property extends keyof Row & string>(
    order: ListOrder<Row>,
    properties: readonly Property[],
  ): AsyncGenerator<Pick<Row, Property>[], void> {
    const { dialect } = this.session;
    const readsAhead = dialect === 'postgres';
    const columns = [...new Set<keyof Row & string>([...properties, order.sort, order.key])];
    const read = (after: Row | undefined): Promise<Row[]> => this.#page(order, columns, after);
    let coming: Promise<Row[]> | null = read(undefined);
    while (coming !== null) {
      const page: Row[] = await coming;
      const last: Row | undefined = page.length < STREAM_PAGE[dialect] ? undefined : page.at(-1);
      coming = last !== undefined && readsAhead ? read(last) : null;
      // Should the consumer leave, nobody waits for it any more.
      coming?.catch(() => undefined);
      if (page.length > 0) {
        yield page;
      }
      if (last !== undefined && coming === null) {
        // SQLite answers within the same turn of the event loop; this lets other requests have theirs between two pages.
        await setImmediate();
        coming = read(last);
      }
    }
  }

  /** The first rows in ascending order of a property. */
  async firstBy(property: keyof Row & string, limit: number): Promise<Row[]> {
    const tail = `${this.#where()} ORDER BY ${this.table.column(property)} LIMIT ?`;
    return this.table.select(this.session, tail, [...this.#values, limit]);
  }

  async count(): Promise<number> {
    const sql = `SELECT COUNT(*) AS total FROM ${this.table.name} ${this.#where()}`;
    const [row] = await this.session.query<{ total: string | bigint }>(sql, this.#values);
    return Number(row?.total ?? 0);
  }

  /** One page behind a row, as rows of which only `columns` are there. */
  #page(
    order: ListOrder<Row>,
    columns: readonly (keyof Row & string)[],
    after: Row | undefined,
  ): Promise<Row[]> {
    const conditions = after === undefined ? [] : [this.#behind(order)];
    const place =
      after === undefined ? [] : this.#place(order, { sort: after[order.sort], id: after[order.key] });
    return this.table.selectOnly(this.session, columns, {
      tail: `${this.#where(conditions)} ${this.#descending(order)} LIMIT ?`,
      values: [...this.#values, ...place, STREAM_PAGE[this.session.dialect]],
    }) as Promise<Row[]>;
  }

  /** A row value comparison walks the (sort, key) index on both databases. */
  #behind({ sort, key }: ListOrder<Row>): string {
    return `(${this.table.column(sort)}, ${this.table.column(key)}) < (?, ?)`;
  }

  #place({ sort, key }: ListOrder<Row>, { sort: at, id }: { sort: unknown; id: unknown }): SqlValue[] {
    return [this.table.value(this.session, sort, at), this.table.value(this.session, key, id)];
  }

  #descending({ sort, key }: ListOrder<Row>): string {
    return `ORDER BY ${this.table.column(sort)} DESC, ${this.table.column(key)} DESC`;
  }

  #where(further: readonly string[] = []): string {
    const conditions = [...this.#conditions, ...further];
    return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  }

  #compare(property: keyof Row & string, operator: string, value: unknown): this {
    if (value === undefined || value === null) {
      return this;
    }
    const column = `${this.table.name}.${this.table.column(property)}`;
    return this.raw(`${column} ${operator} ?`, this.table.value(this.session, property, value));
  }
}
