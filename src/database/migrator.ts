import { type DataSource, MigrationExecutor, type MigrationInterface, type QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations/index.js';
import { schemaDataSource } from './data-sources.js';
import type { DatabaseOptions } from './options.js';

type MigrationClass = new () => MigrationInterface;

/** Any number that every version of this product agrees on: only one process migrates a Postgres at a time. */
const MIGRATION_LOCK = 4_702_111;

export interface SchemaVersion {
  name: string;
  applied: boolean;
}

/**
 * Moves the schema between versions. Each migration runs in its own transaction, with SQLite's foreign keys off around
 * it, since rebuilding a table would cascade deletes otherwise (DESIGN §2.3).
 */
export class Migrator {
  constructor(
    private readonly options: DatabaseOptions,
    private readonly migrations: readonly MigrationClass[] = MIGRATIONS,
  ) {}

  /** Applies what is pending, up to and including `to`. Returns the names of the migrations that ran. */
  async upgrade(to?: string): Promise<string[]> {
    const last = to === undefined ? this.migrations.length - 1 : this.#indexOf(to);
    return this.#withLock(this.migrations.slice(0, last + 1), async (executor) => {
      const ran = await executor.executePendingMigrations();
      return ran.map((migration) => migration.name);
    });
  }

  /** Reverts everything after `to`, or the latest migration alone. Returns the names of those reverted. */
  async downgrade(to?: string): Promise<string[]> {
    const keep = to === undefined ? null : to === 'base' ? 0 : this.#indexOf(to) + 1;
    return this.#withLock(this.migrations, async (executor) => {
      const applied = await executor.getExecutedMigrations();
      const count = keep === null ? Math.min(1, applied.length) : Math.max(0, applied.length - keep);
      for (let step = 0; step < count; step += 1) {
        await executor.undoLastMigration();
      }
      return applied
        .map((migration) => migration.name)
        .sort(byTimestamp)
        .slice(applied.length - count)
        .reverse();
    });
  }

  async versions(): Promise<SchemaVersion[]> {
    return this.#withSource(this.migrations, async (source) => {
      const applied = new Set(
        (await new MigrationExecutor(source).getExecutedMigrations()).map(({ name }) => name),
      );
      return this.migrations.map(({ name }) => ({ name, applied: applied.has(name) }));
    });
  }

  /** The statements that would bring the database to the entities. Empty when there is no drift. */
  async drift(): Promise<{ up: string[]; down: string[] }> {
    return this.#withSource(this.migrations, async (source) => {
      const log = await source.driver.createSchemaBuilder().log();
      return {
        up: log.upQueries.map(({ query }) => query),
        down: log.downQueries.map(({ query }) => query).reverse(),
      };
    });
  }

  #indexOf(name: string): number {
    const index = this.migrations.findIndex(
      (migration) => migration.name === name || migration.name.endsWith(name),
    );
    if (index < 0) {
      throw new Error(
        `Expected one of ${this.migrations.map((migration) => migration.name).join(', ')}, was "${name}"`,
      );
    }
    return index;
  }

  async #withSource<T>(
    migrations: readonly MigrationClass[],
    work: (source: DataSource) => Promise<T>,
  ): Promise<T> {
    const source = await schemaDataSource(this.options, migrations).initialize();
    try {
      return await work(source);
    } finally {
      await source.destroy();
    }
  }

  #withLock<T>(
    migrations: readonly MigrationClass[],
    work: (executor: MigrationExecutor) => Promise<T>,
  ): Promise<T> {
    return this.#withSource(migrations, async (source) => {
      const runner = source.createQueryRunner();
      const executor = new MigrationExecutor(source, runner);
      executor.transaction = 'each';
      await lock(runner);
      // TypeORM's own call comes inside the transaction, where SQLite ignores the switch of its foreign keys.
      await runner.beforeMigration();
      try {
        return await work(executor);
      } finally {
        await runner.afterMigration();
        await unlock(runner);
        await runner.release();
      }
    });
  }
}

async function lock(runner: QueryRunner): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(`SELECT pg_advisory_lock(${String(MIGRATION_LOCK)})`);
  }
}

async function unlock(runner: QueryRunner): Promise<void> {
  if (runner.dataSource.options.type === 'postgres') {
    await runner.query(`SELECT pg_advisory_unlock(${String(MIGRATION_LOCK)})`);
  }
}

function byTimestamp(a: string, b: string): number {
  return a.slice(-13).localeCompare(b.slice(-13));
}
