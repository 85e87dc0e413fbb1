import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { types } from 'pg';
import { DataSource, type DataSourceOptions, type MigrationInterface } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { ENTITIES } from './entities.js';
import { SnakeCaseNaming } from './naming.js';
import type { DatabaseOptions } from './options.js';

const SHARED: Pick<DataSourceOptions, 'entities' | 'namingStrategy' | 'migrationsTableName' | 'synchronize'> =
  {
    entities: ENTITIES,
    namingStrategy: new SnakeCaseNaming(),
    migrationsTableName: 'schema_migrations',
    synchronize: false,
  };

type MigrationClass = new () => MigrationInterface;
type PostgresOptions = Extract<DataSourceOptions, { type: 'postgres' }>;

/**
 * The data source for migrations, drift checks and the TypeORM command line. On SQLite it reads integers as numbers,
 * because safe integers break TypeORM's schema reader (DESIGN §2.7).
 */
export function schemaDataSource(
  options: DatabaseOptions,
  migrations: readonly MigrationClass[] = MIGRATIONS,
): DataSource {
  const shared = { ...SHARED, migrations: [...migrations] };
  if (options.target.dialect === 'postgres') {
    return new DataSource({ ...shared, ...postgresOptions(options, 1, false) });
  }
  const path = prepareFolder(options.target.path);
  const source = new DataSource({ ...shared, type: 'better-sqlite3', database: path, enableWAL: true });
  return withSqliteTypes(source);
}

/** The application's pool on Postgres. */
export function postgresDataSource(options: DatabaseOptions): DataSource {
  const max = options.poolSize + options.poolOverflow;
  return new DataSource({ ...SHARED, ...postgresOptions(options, max, true) });
}

/** One of the application's two connections on SQLite: the single writer, or the reader on the same WAL file. */
export function sqliteDataSource(path: string, mode: 'write' | 'read'): DataSource {
  const source = new DataSource({
    ...SHARED,
    type: 'better-sqlite3',
    database: prepareFolder(path),
    readonly: mode === 'read',
    enableWAL: mode === 'write',
    prepareDatabase: (database: BetterSqlite3.Database) => {
      database.defaultSafeIntegers(true);
      database.pragma('busy_timeout = 5000');
      database.pragma('cache_size = -65536');
      database.pragma('temp_store = MEMORY');
      if (mode === 'write') {
        // An answered write must survive a power cut: every commit is synced (DESIGN §4).
        database.pragma('journal_mode = WAL');
        database.pragma('synchronous = FULL');
        // Fewer, larger checkpoints: index pages that change with every trade are copied back once instead of often.
        database.pragma('wal_autocheckpoint = 8192');
      }
    },
  });
  return withSqliteTypes(source);
}

function postgresOptions(options: DatabaseOptions, max: number, pipeline: boolean): PostgresOptions {
  if (options.target.dialect !== 'postgres') {
    throw new Error('Expected a postgres:// database');
  }
  return {
    type: 'postgres',
    url: options.target.url,
    applicationName: 'blotter',
    poolSize: max,
    connectTimeoutMS: 5000,
    installExtensions: false,
    poolErrorHandler: () => undefined,
    extra: {
      pipeline,
      min: Math.min(options.poolSize, max),
      maxLifetimeSeconds: options.recycleSeconds,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      statement_timeout: pipeline ? options.statementTimeoutMs : 0,
      options: '-c TimeZone=UTC -c DateStyle=ISO -c IntervalStyle=postgres',
      types: { getTypeParser: instantsAsText },
    },
  };
}

/** timestamptz stays text: a JavaScript Date would lose the microseconds. */
function instantsAsText(...[oid, format]: Parameters<typeof types.getTypeParser>): unknown {
  return oid === types.builtins.TIMESTAMPTZ ? (raw: string) => raw : types.getTypeParser(oid, format);
}

/** The entities name Postgres types; this translates the three that SQLite lacks or rounds (see column-kinds). */
function withSqliteTypes(source: DataSource): DataSource {
  const driver = source.driver as unknown as { normalizeType(column: TypedColumn): string };
  const original = driver.normalizeType.bind(driver);
  driver.normalizeType = (column) => {
    const type = sqliteType(column);
    if (type === null) {
      return original(column);
    }
    // The change stays with this data source's column: TypeORM asks again, and a precision would become part of
    // the declared type, "text(28,12)", and give it numeric affinity.
    column.type = type;
    column.precision = undefined;
    column.scale = undefined;
    return type;
  };
  return source;
}

interface TypedColumn {
  type?: unknown;
  precision?: number | null;
  scale?: number;
}

function sqliteType(column: TypedColumn): string | null {
  if (column.type === 'numeric') {
    return column.scale === 8 ? 'bigint' : column.scale === 12 ? 'text' : null;
  }
  if (column.type === 'bigint' && 'isGenerated' in column && column.isGenerated === true) {
    return 'integer';
  }
  return column.type === 'timestamptz' ? 'text' : null;
}

function prepareFolder(path: string): string {
  const absolute = resolve(path);
  mkdirSync(dirname(absolute), { recursive: true });
  return absolute;
}
