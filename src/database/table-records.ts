import type { BoundColumn } from './bound-column.js';
import type { RecordsWrite } from './write-statement.js';

/**
 * Writes a table's rows on Postgres as records of JSON. Nulls are left out, and most columns of most rows are null: that
 * and the constant text make it cheaper than a bound value per column on both sides (ADR 5).
 */
export class TableRecords<Row extends object> {
  readonly #insertSql: string;
  readonly #saveSql: string;
  readonly #recordOf: (row: Row) => object;

  constructor(
    private readonly table: string,
    private readonly columns: readonly BoundColumn[],
  ) {
    const names = columns.map(({ name }) => name).join(', ');
    const key = columns.filter(({ primary }) => primary).map(({ name }) => name);
    const others = columns.filter(({ primary }) => !primary).map(({ name }) => `${name} = EXCLUDED.${name}`);
    this.#insertSql = `INSERT INTO ${table} (${names}) SELECT ${names} FROM json_populate_recordset(NULL::${table}, ?)`;
    this.#saveSql = `${this.#insertSql} ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${others.join(', ')}`;
    this.#recordOf = recorderOf(columns);
  }

  insert(rows: readonly Row[]): RecordsWrite {
    return this.#write(this.#insertSql, rows);
  }

  /** Replaces a row that exists, by its primary key. */
  save(row: Row): RecordsWrite {
    return this.#write(this.#saveSql, [row]);
  }

  #write(sql: string, rows: readonly Row[]): RecordsWrite {
    return {
      sql,
      records: rows.map((row) => this.#recordOf(row)),
      rows: rows.map((row) => this.#nameOf(row)),
    };
  }

  /** "trades 17": the table and the primary key. */
  #nameOf(row: Row): string {
    let name = this.table;
    for (const { primary, property } of this.columns) {
      if (primary) {
        name += ` ${String(row[property as keyof Row])}`;
      }
    }
    return name;
  }
}

/** Compiled for the reason that `decoderOf` gives. The source holds nothing but names of our own columns. */
function recorderOf<Row>(columns: readonly BoundColumn[]): (row: Row) => object {
  const members = columns.map(({ property, name, kind }) =>
    kind === 'json'
      ? `${name}: row.${property} === null || row.${property} === undefined ? undefined : JSON.stringify(row.${property})`
      : `${name}: row.${property} ?? undefined`,
  );
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- see above
  return new Function('row', `return { ${members.join(', ')} };`) as (row: Row) => object;
}
