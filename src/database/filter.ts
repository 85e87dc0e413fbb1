import type { Cursor } from '../common/cursor.js';
import type { SqlValue } from './dialect.js';
import type { Table } from './table.js';
import type { Session } from './tx.js';

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
  async pageDescending(
    order: { sort: keyof Row & string; key: keyof Row & string },
    limit: number,
    after: Cursor | null,
  ): Promise<Row[]> {
    const { sort, key } = order;
    const sortColumn = this.table.column(sort);
    const keyColumn = this.table.column(key);
    if (after !== null) {
      // A row value comparison walks the (sort, key) index on both databases.
      this.raw(
        `(${sortColumn}, ${keyColumn}) < (?, ?)`,
        this.table.value(this.session, sort, after.sort),
        after.id,
      );
    }
    const tail = `${this.#where()} ORDER BY ${sortColumn} DESC, ${keyColumn} DESC LIMIT ?`;
    return this.table.select(this.session, tail, [...this.#values, limit + 1]);
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

  #where(): string {
    return this.#conditions.length === 0 ? '' : `WHERE ${this.#conditions.join(' AND ')}`;
  }

  #compare(property: keyof Row & string, operator: string, value: unknown): this {
    if (value === undefined || value === null) {
      return this;
    }
    const column = `${this.table.name}.${this.table.column(property)}`;
    return this.raw(`${column} ${operator} ?`, this.table.value(this.session, property, value));
  }
}
