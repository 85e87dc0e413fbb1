import { getMetadataArgsStorage } from 'typeorm';
import { type BoundColumn, encode } from './bound-column.js';
import { codecOf, PLAIN_CODEC } from './column-kinds.js';
import { columnSpecsOf, type ColumnSpec } from './columns.js';
import type { Dialect, SqlRow, SqlValue } from './dialect.js';
import type { Session, WriteSession } from './tx.js';
import { TableRecords } from './table-records.js';

type EntityClass<Row> = new () => Row;

/** Bound parameters per statement: SQLite allows 32,766, Postgres 65,535. */
const MAX_PARAMETERS = 32_000;
/** Texts of larger batches are built anew: they are rare and long. */
const MAX_REMEMBERED = 64;

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
  readonly #partialDecoders = new Map<string, Decoder<Partial<Row>, SqlValue[]>>();
  readonly #records: TableRecords<Row>;
  readonly #insertTexts = new Map<number, string>();

  constructor(entity: EntityClass<Row>) {
    const specs = columnSpecsOf(entity);
    this.name = tableNameOf(entity);
    this.#columns = { sqlite: bind(specs, 'sqlite'), postgres: bind(specs, 'postgres') };
    this.#byProperty = { sqlite: index(this.#columns.sqlite), postgres: index(this.#columns.postgres) };
    this.#records = new TableRecords(this.name, this.#columns.postgres);
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

  /** As `select`, of some columns: reading all of a wide row costs several times as much. */
  async selectOnly<Property extends keyof Row & string>(
    session: Session,
    properties: readonly Property[],
    { tail, values = [] }: { tail: string; values?: readonly SqlValue[] },
  ): Promise<Pick<Row, Property>[]> {
    const columns = properties.map((property) => this.#bound(property, session.dialect));
    const list = columns.map(({ name }) => `${this.name}.${name}`).join(', ');
    const sql = `SELECT ${list} FROM ${this.name} ${tail}`;
    const rows =
      session.queryArrays === undefined
        ? (await session.query(sql, values)).map((row) => Object.values(row) as SqlValue[])
        : await session.queryArrays(sql, values);
    const name = `${session.dialect} ${list}`;
    const decode =
      this.#partialDecoders.get(name) ?? decoderOf<Partial<Row>, SqlValue[]>(columns, byPosition);
    if (this.#partialDecoders.size < MAX_REMEMBERED) {
      this.#partialDecoders.set(name, decode);
    }
    return rows.map(decode) as Pick<Row, Property>[];
  }

  /** Inserts whole rows. */
  async insert(session: WriteSession, rows: readonly Row[]): Promise<void> {
    if (session.dialect === 'postgres') {
      await session.write(this.#records.insert(rows));
      return;
    }
    const columns = this.#columns.sqlite;
    for (const chunk of this.#chunks(rows, columns)) {
      await session.write({
        sql: this.#insertText(chunk.length),
        values: valuesOf(columns, chunk),
        rows: [],
      });
    }
  }

  /**
   * Writes a row that is known as a whole. Postgres gets all of it, so that any number of rows is one statement with one
   * plan; SQLite, where a statement costs little, gets the columns that `changes` finds.
   */
  async save(session: WriteSession, row: Row, changes: () => Partial<Row>): Promise<void> {
    if (session.dialect === 'postgres') {
      await session.write(this.#records.save(row));
    } else {
      await this.update(session, row[this.#key().property as keyof Row] as number | string, changes());
    }
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
    const assignments = properties.map((property) => `${this.column(property)} = ?`).join(', ');
    const values = properties.map((property) => this.value(session, property, changes[property]));
    const sql = `UPDATE ${this.name} SET ${assignments} WHERE ${this.#key().name} = ?`;
    await session.write({ sql, values: [...values, key], rows: [`${this.name} ${key}`] });
  }

  /** The INSERT for SQLite, remembered for small numbers of rows. */
  #insertText(count: number): string {
    const known = this.#insertTexts.get(count);
    if (known !== undefined) {
      return known;
    }
    const text = insertSql(this.name, this.#columns.sqlite, count);
    if (count <= MAX_REMEMBERED) {
      this.#insertTexts.set(count, text);
    }
    return text;
  }

  #key(): BoundColumn {
    const [key, second] = this.#columns.sqlite.filter(({ primary }) => primary);
    if (key === undefined || second !== undefined) {
      throw new Error(`Expected ${this.name} to have a single-column primary key`);
    }
    return key;
  }

  async #insertColumns(
    session: Session,
    rows: readonly Row[],
    { columns, suffix }: { columns: BoundColumn[]; suffix: string },
  ): Promise<SqlRow[]> {
    const results = this.#chunks(rows, columns).map((chunk) =>
      session.query(`${insertSql(this.name, columns, chunk.length)} ${suffix}`, valuesOf(columns, chunk)),
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

function insertSql(table: string, columns: readonly BoundColumn[], count: number): string {
  const names = columns.map(({ name }) => name).join(', ');
  const tuple = `(${columns.map(() => '?').join(', ')})`;
  return `INSERT INTO ${table} (${names}) VALUES ${new Array<string>(count).fill(tuple).join(', ')}`;
}

type Decoder<Row, Raw = SqlRow> = (raw: Raw) => Row;

const byName = (column: BoundColumn): string => `raw.${column.name}`;
const byPosition = (_column: BoundColumn, position: number): string => `raw[${position}]`;

/**
 * Compiles the columns into one object literal: the engine then knows the shape of a row, and columns without a codec
 * cost a property read. Three times as fast as filling an object in a loop, which decides how fast lists are (bench/).
 * The source holds nothing but names of our own columns.
 */
function decoderOf<Row, Raw = SqlRow>(
  columns: BoundColumn[],
  access: (column: BoundColumn, position: number) => string = byName,
): Decoder<Row, Raw> {
  const members = columns.map((column, position) => {
    const { property, kind, codec } = column;
    const value = access(column, position);
    const plain = codec === PLAIN_CODEC || kind === 'text';
    return plain
      ? `${property}: ${value} ?? null`
      : `${property}: ${value} === null || ${value} === undefined ? null : decode[${position}](${value})`;
  });
  const decode = columns.map(({ codec }) => codec.decode.bind(codec));
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  const compile = new Function('decode', `return (raw) => ({ ${members.join(', ')} });`) as (
    codecs: unknown[],
  ) => Decoder<Row, Raw>;
  return compile(decode);
}

function tableNameOf(entity: new () => object): string {
  const args = getMetadataArgsStorage().tables.find((table) => table.target === entity);
  if (args?.name === undefined) {
    throw new Error(`Expected @Entity with a table name on ${entity.name}`);
  }
  return args.name;
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
