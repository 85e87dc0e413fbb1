import { getMetadataArgsStorage } from 'typeorm';
import { codecOf, type Codec, PLAIN_CODEC } from './column-kinds.js';
import { columnSpecsOf, type ColumnSpec } from './columns.js';
import type { Dialect, SqlRow, SqlValue } from './dialect.js';
import type { Session, WriteSession } from './tx.js';
import { textOf } from './write-statement.js';

type EntityClass<Row> = new () => Row;

interface BoundColumn extends ColumnSpec {
  codec: Codec;
}

/** Bound parameters per statement: SQLite allows 32,766, Postgres 65,535. */
const MAX_PARAMETERS = 32_000;

/**
 * Maps an entity's rows to SQL and back. TypeORM owns the schema, the connections and the migrations; rows pass
 * through here because its own persistence issues several statements per row and rounds integers on SQLite (ADR 2).
 */
export class Table<Row extends object> {
  readonly name: string;
  readonly #columns: Record<Dialect, BoundColumn[]>;
  readonly #byProperty: Record<Dialect, Map<string, BoundColumn>>;
  readonly #selectList: string;
  readonly #decoders: Record<Dialect, Decoder<Row>>;
  readonly #insertParts: Record<Dialect, InsertParts>;

  constructor(entity: EntityClass<Row>) {
    const specs = columnSpecsOf(entity);
    this.name = tableNameOf(entity);
    this.#columns = { sqlite: bind(specs, 'sqlite'), postgres: bind(specs, 'postgres') };
    this.#byProperty = { sqlite: index(this.#columns.sqlite), postgres: index(this.#columns.postgres) };
    this.#insertParts = {
      sqlite: insertPartsOf(this.name, this.#columns.sqlite),
      postgres: insertPartsOf(this.name, this.#columns.postgres),
    };
    this.#decoders = {
      sqlite: decoderOf(this.#columns.sqlite),
      postgres: decoderOf(this.#columns.postgres),
    };
    this.#selectList = specs.map((spec) => `${this.name}.${spec.name}`).join(', ');
  }

  /** `trades.trade_id, trades.account_id, …`, for a SELECT whose rows `decode` reads. */
  get selectList(): string {
    return this.#selectList;
  }

  /** The column behind a property, for hand-written SQL: `column('entryTime')` is "entry_time". */
  column(property: keyof Row & string): string {
    return this.#bound(property, 'sqlite').name;
  }

  /** Encodes one value for a WHERE clause. */
  value(session: Session, property: keyof Row & string, value: unknown): SqlValue {
    return encode(this.#bound(property, session.dialect), value);
  }

  decode(session: Session, raw: SqlRow): Row {
    return this.#decoders[session.dialect](raw);
  }

  /** SELECT of whole rows; `tail` is everything behind FROM table. */
  async select(session: Session, tail: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    const rows = await session.query(`SELECT ${this.#selectList} FROM ${this.name} ${tail}`, values);
    return rows.map((raw) => this.decode(session, raw));
  }

  /** Inserts whole rows. */
  async insert(session: WriteSession, rows: readonly Row[]): Promise<void> {
    const columns = this.#columns[session.dialect];
    const { head, tuple } = this.#insertParts[session.dialect];
    await Promise.all(
      this.#chunks(rows, columns).map((chunk) =>
        session.write({
          ...{ head, tuple, count: chunk.length },
          values: valuesOf(columns, chunk),
          // Only Postgres joins writes; SQLite need not know which rows they touch.
          rows: session.dialect === 'postgres' ? chunk.map((row) => this.#nameOf(row, columns)) : [],
        }),
      ),
    );
  }

  /** "trades 17": the table and the primary key. */
  #nameOf(row: Row, columns: BoundColumn[]): string {
    const key = columns
      .filter((column) => column.primary)
      .map(({ property }) => String(row[property as keyof Row]));
    return `${this.name} ${key.join(' ')}`;
  }

  /** Inserts whole rows with an ON CONFLICT or RETURNING clause; returns what it returns. */
  insertReturning(session: WriteSession, rows: readonly Row[], suffix: string): Promise<SqlRow[]> {
    return this.#insertColumns(session, rows, { columns: this.#columns[session.dialect], suffix });
  }

  /**
   * Inserts rows and lets the database number them; returns the new keys in the order of the rows. With an
   * ON CONFLICT DO NOTHING clause the keys of the rows that were inserted.
   */
  async insertGenerated(
    session: WriteSession,
    rows: readonly Row[],
    { key, conflict = '' }: { key: keyof Row & string; conflict?: string },
  ): Promise<number[]> {
    const columns = this.#columns[session.dialect].filter((column) => column.property !== key);
    const suffix = `${conflict} RETURNING ${this.column(key)} AS new_key`;
    const returned = await this.#insertColumns(session, rows, { columns, suffix });
    return returned.map((row) => Number(row.new_key)).sort((a, b) => a - b);
  }

  /** UPDATE of the given properties by the entity's single-column primary key. */
  async update(session: WriteSession, key: number | string, changes: Partial<Row>): Promise<void> {
    const properties = Object.keys(changes) as (keyof Row & string)[];
    if (properties.length === 0) {
      return;
    }
    const primary = this.#columns[session.dialect].filter((column) => column.primary);
    const [keyColumn] = primary;
    if (keyColumn === undefined || primary.length !== 1) {
      throw new Error(`Expected ${this.name} to have a single-column primary key`);
    }
    const assignments = properties.map((property) => `${this.column(property)} = ?`).join(', ');
    const values = properties.map((property) => this.value(session, property, changes[property]));
    const sql = `UPDATE ${this.name} SET ${assignments} WHERE ${keyColumn.name} = ?`;
    const rows = [`${this.name} ${key}`];
    await session.write({ head: sql, tuple: null, count: 1, values: [...values, key], rows });
  }

  async #insertColumns(
    session: Session,
    rows: readonly Row[],
    { columns, suffix }: { columns: BoundColumn[]; suffix: string },
  ): Promise<SqlRow[]> {
    const results = this.#chunks(rows, columns).map((chunk) =>
      session.query(
        `${textOf({ ...insertPartsOf(this.name, columns), count: chunk.length })} ${suffix}`,
        valuesOf(columns, chunk),
      ),
    );
    return (await Promise.all(results)).flat();
  }

  #chunks(rows: readonly Row[], columns: BoundColumn[]): (readonly Row[])[] {
    const perStatement = Math.floor(MAX_PARAMETERS / columns.length);
    const chunks: (readonly Row[])[] = [];
    for (let from = 0; from < rows.length; from += perStatement) {
      chunks.push(rows.length <= perStatement ? rows : rows.slice(from, from + perStatement));
    }
    return chunks;
  }

  #bound(property: string, dialect: Dialect): BoundColumn {
    const column = this.#byProperty[dialect].get(property);
    if (column === undefined) {
      throw new Error(`Expected a column of ${this.name}, was "${property}"`);
    }
    return column;
  }
}

function bind(specs: ColumnSpec[], dialect: Dialect): BoundColumn[] {
  return specs.map((spec) => ({ ...spec, codec: codecOf(spec.kind, dialect) }));
}

function index(columns: BoundColumn[]): Map<string, BoundColumn> {
  return new Map(columns.map((column) => [column.property, column]));
}

interface InsertParts {
  head: string;
  tuple: string;
}

function insertPartsOf(table: string, columns: readonly BoundColumn[]): InsertParts {
  const names = columns.map((column) => column.name).join(', ');
  return { head: `INSERT INTO ${table} (${names}) VALUES`, tuple: `(${columns.map(() => '?').join(', ')})` };
}

type Decoder<Row> = (raw: SqlRow) => Row;

/**
 * Compiles the columns into one object literal: the engine then knows the shape of a row, and columns without a codec
 * cost a property read. Three times as fast as filling an object in a loop, which decides how fast lists are (bench/).
 * The source holds nothing but names of our own columns.
 */
function decoderOf<Row>(columns: BoundColumn[]): Decoder<Row> {
  const members = columns.map(({ property, name, kind, codec }, position) => {
    const value = `raw.${name}`;
    const plain = codec === PLAIN_CODEC || kind === 'text';
    return plain
      ? `${property}: ${value} ?? null`
      : `${property}: ${value} === null || ${value} === undefined ? null : decode[${position}](${value})`;
  });
  const decode = columns.map(({ codec }) => codec.decode.bind(codec));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  const compile = new Function('decode', `return (raw) => ({ ${members.join(', ')} });`) as (
    codecs: unknown[],
  ) => Decoder<Row>;
  return compile(decode);
}

function tableNameOf(entity: new () => object): string {
  const args = getMetadataArgsStorage().tables.find((table) => table.target === entity);
  if (args?.name === undefined) {
    throw new Error(`Expected @Entity with a table name on ${entity.name}`);
  }
  return args.name;
}

function encode(column: BoundColumn, value: unknown): SqlValue {
  return value === null || value === undefined ? null : column.codec.encode(value as never);
}

function valuesOf<Row extends object>(columns: BoundColumn[], rows: readonly Row[]): SqlValue[] {
  const values: SqlValue[] = [];
  for (const row of rows) {
    for (const column of columns) {
      values.push(encode(column, (row as Record<string, unknown>)[column.property]));
    }
  }
  return values;
}
