import { Table, TableCheck, TableColumn, TableForeignKey, TableIndex, type QueryRunner } from 'typeorm';
import { isPresent, oneOf } from './columns.js';

/** A column in a migration, in words that mean the same on both databases (see column-kinds). */
export interface ColumnDefinition {
  name: string;
  postgres: string;
  sqlite: string;
  length?: number;
  precision?: number;
  scale?: number;
  optional?: boolean;
  primary?: boolean;
  generated?: boolean;
  choices?: readonly string[];
}

export const key = (name: string): ColumnDefinition => ({
  name,
  postgres: 'bigint',
  sqlite: 'integer',
  primary: true,
  generated: true,
});
export const id = (name: string): ColumnDefinition => ({ name, postgres: 'bigint', sqlite: 'bigint' });
export const name = (column: string, length: number): ColumnDefinition => ({
  name: column,
  postgres: 'varchar',
  sqlite: 'varchar',
  length,
});
export const text = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'text',
  sqlite: 'text',
});
export const json = text;
export const day = (column: string): ColumnDefinition => name(column, 10);
export const money = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'numeric',
  sqlite: 'bigint',
  precision: 20,
  scale: 8,
});
export const price = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'numeric',
  sqlite: 'text',
  precision: 28,
  scale: 12,
});
export const instant = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'timestamp with time zone',
  sqlite: 'text',
  precision: 6,
});
export const ratio = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'double precision',
  sqlite: 'double precision',
});
export const count = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'integer',
  sqlite: 'integer',
});
export const flag = (column: string): ColumnDefinition => ({
  name: column,
  postgres: 'boolean',
  sqlite: 'boolean',
});
export const choice = (column: string, choices: readonly string[]): ColumnDefinition => ({
  ...name(column, 20),
  choices,
});
export const optional = (column: ColumnDefinition): ColumnDefinition => ({ ...column, optional: true });
export const primary = (column: ColumnDefinition): ColumnDefinition => ({ ...column, primary: true });

export interface TableDefinition {
  columns: readonly ColumnDefinition[];
  /** Index name to its columns. A name that starts with `uq_` is unique. */
  indexes?: Readonly<Record<string, readonly string[]>>;
  /** Index name to the optional column without which a row is left out: most rows lack it, and pay nothing. */
  indexedWhenPresent?: Readonly<Record<string, string>>;
  /** Rows change several times: pages keep room, so that a new version lands beside the old one (Postgres). */
  changesInPlace?: boolean;
  /** Unique indexes whose promised name does not start with `uq_`. */
  uniqueIndexes?: Readonly<Record<string, readonly string[]>>;
  /** Constraint name to "column -> table.column". */
  references?: Readonly<Record<string, string>>;
}

/** Percent of a page that INSERT fills. */
const FILL_FACTOR = 75;

/** Creates and drops tables in a migration: one text for both dialects. */
export class SchemaWriter {
  readonly #sqlite: boolean;

  constructor(private readonly queryRunner: QueryRunner) {
    this.#sqlite = queryRunner.dataSource.options.type === 'better-sqlite3';
  }

  async createTable(tableName: string, definition: TableDefinition): Promise<void> {
    const table = new Table({
      name: tableName,
      columns: definition.columns.map((column) => this.#column(tableName, column)),
      checks: definition.columns.flatMap((column) => checkOf(tableName, column)),
      foreignKeys: Object.entries(definition.references ?? {}).map(foreignKeyOf),
      indices: [
        ...Object.entries(definition.indexes ?? {}).map(([index, columns]) =>
          indexOf(index, columns, {
            unique: index.startsWith('uq_'),
            presentColumn: definition.indexedWhenPresent?.[index],
          }),
        ),
        ...Object.entries(definition.uniqueIndexes ?? {}).map(([index, columns]) =>
          indexOf(index, columns, { unique: true }),
        ),
      ],
    });
    await this.queryRunner.createTable(table);
    if (definition.changesInPlace === true && !this.#sqlite) {
      await this.queryRunner.query(`ALTER TABLE ${tableName} SET (fillfactor = ${FILL_FACTOR})`);
    }
  }

  async addColumn(tableName: string, column: ColumnDefinition): Promise<void> {
    await this.queryRunner.addColumn(tableName, this.#column(tableName, column));
  }

  async dropTables(...tableNames: string[]): Promise<void> {
    for (const tableName of tableNames) {
      await this.queryRunner.dropTable(tableName);
    }
  }

  #column(tableName: string, column: ColumnDefinition): TableColumn {
    const generated = column.generated === true;
    return new TableColumn({
      name: column.name,
      type: this.#sqlite ? column.sqlite : column.postgres,
      length: column.length === undefined ? undefined : String(column.length),
      precision: this.#sqlite ? undefined : column.precision,
      scale: this.#sqlite ? undefined : column.scale,
      isNullable: column.optional ?? false,
      isPrimary: column.primary ?? false,
      primaryKeyConstraintName: column.primary === true && !this.#sqlite ? `pk_${tableName}` : undefined,
      ...(generated ? { isGenerated: true, generationStrategy: 'increment' as const } : {}),
    });
  }
}

function checkOf(tableName: string, column: ColumnDefinition): TableCheck[] {
  return column.choices === undefined
    ? []
    : [
        new TableCheck({
          name: `ck_${tableName}_${column.name}`,
          columnNames: [column.name],
          expression: oneOf(column.name, column.choices),
        }),
      ];
}

function foreignKeyOf([constraint, reference]: [string, string]): TableForeignKey {
  const [, column = '', table = '', referenced = ''] = /^(\w+) -> (\w+)\.(\w+)$/.exec(reference) ?? [];
  return new TableForeignKey({
    name: constraint,
    columnNames: [column],
    referencedTableName: table,
    referencedColumnNames: [referenced],
  });
}

interface IndexOptions {
  unique: boolean;
  presentColumn?: string | undefined;
}

function indexOf(
  index: string,
  columns: readonly string[],
  { unique, presentColumn }: IndexOptions,
): TableIndex {
  const where = presentColumn === undefined ? {} : { where: isPresent(presentColumn) };
  return new TableIndex({ name: index, columnNames: [...columns], isUnique: unique, ...where });
}
